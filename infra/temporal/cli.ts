import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'

/** The `temporal` program with server and pages. 1.5.1 is the latest that can be built from its module alone. */
export const CLI_VERSION = '1.5.1'
/** Temporal's server for tests, whose time can be skipped. */
export const TEST_SERVER_VERSION = '1.31.0'

/** Where the set-up keeps the program, by version and system. */
export function keptCli(cache: string): string {
  return join(cache, 'temporal', `${CLI_VERSION}-${process.platform}-${process.arch}`, 'temporal')
}

/** Where the set-up keeps the server for tests. */
export function keptTestServer(cache: string): string {
  return join(cache, 'temporal', `test-server-${TEST_SERVER_VERSION}-${process.platform}-${process.arch}`, 'temporal-test-server')
}

export function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(() => true, () => false)
}
