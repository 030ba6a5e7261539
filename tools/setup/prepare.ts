import { parseConfig } from '../../infra/config.ts'
import type { Config } from '../../infra/config.ts'
import { verifyBundled } from '../../models/store/verify.ts'
import { TEST_NEEDS, ensureDebianPackages } from './debian_packages.ts'
import { SetupError } from './fail.mjs'
import { requireWritable } from './folder.ts'
import { ensureMediasoupWorker } from './mediasoup_worker/ensure.ts'
import { requireFreePort } from './port.ts'
import { ensurePostgres } from './postgres/ensure.ts'
import type { Progress } from './progress.mjs'
import { runCommand } from './run_command.mjs'
import { ensureTemporal, ensureTestServer } from './temporal/ensure.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface PrepareOptions {
  readonly root: string
  readonly progress: Progress
  readonly signal?: AbortSignal
}

/**
 * Makes the machine ready for the server. Throws a SetupError for what the user has to do.
 * @returns the environment for the server's configuration, with the mediasoup worker in it
 */
export async function prepareServer(environment: Environment, options: PrepareOptions): Promise<Environment> {
  const config = readConfig(environment)
  await requireFreePort(config.HOST, config.PORT)
  await requireWritable(config.PARLEY_DATA, 'PARLEY_DATA')
  const prepared = await prepareParts(config, environment, options)
  const temporal = await ensureTemporal(config, { environment, progress: options.progress, signal: options.signal })
  return temporal === null ? prepared : { ...prepared, TEMPORAL_BIN: temporal }
}

/** Makes the machine ready for tests and benches: the server's parts, a browser, what speaks and converts audio, Redis, PostgreSQL and Temporal. */
export async function prepareTests(environment: Environment, options: PrepareOptions): Promise<Environment> {
  const userId = process.getuid?.() ?? -1
  await ensureDebianPackages(TEST_NEEDS, { purpose: 'for the tests', run: runCommand, userId, ...options })
  const config = readConfig(environment)
  const prepared = await prepareParts(config, environment, options)
  const setup = { environment, progress: options.progress, signal: options.signal }
  await ensurePostgres(config, setup)
  const temporal = await ensureTemporal(config, { ...setup, required: true })
  await ensureTestServer(config, setup)
  return { ...prepared, ...(temporal === null ? {} : { TEMPORAL_BIN: temporal }) }
}

async function prepareParts(config: Config, environment: Environment, { root, progress, signal }: PrepareOptions): Promise<Environment> {
  await requireWritable(config.PARLEY_CACHE, 'PARLEY_CACHE')
  const worker = await ensureMediasoupWorker(config, { root, environment, progress, signal })
  await progress.step('Checking the weights that ship with Parley', 'about 190 MB, a few seconds, once', (update) =>
    verifyBundled({ cacheFolder: config.PARLEY_CACHE, onProgress: (done, total) => update(done, total, 'files') }))
  return { ...environment, MEDIASOUP_WORKER_BIN: worker }
}

function readConfig(environment: Environment): Config {
  try {
    return parseConfig(environment)
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
