import { access, constants } from 'node:fs/promises'
import type { RunCommand } from '../run_command.mjs'

/** What a worker ends with when it is started without a version to speak (mediasoup's worker/src/main.cpp). */
const STARTED_BARE = 41
const CHECK_TIMEOUT_MS = 10_000

/** Whether the file is a worker that this system can run. */
export async function runsHere(binary: string, run: RunCommand): Promise<boolean> {
  const executable = await access(binary, constants.X_OK).then(() => true, () => false)
  if (!executable) return false
  const { code } = await run(binary, [], { env: {}, timeoutMs: CHECK_TIMEOUT_MS })
  return code === STARTED_BARE
}
