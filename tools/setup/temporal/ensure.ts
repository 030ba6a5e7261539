import type { Config } from '../../../infra/config.ts'
import { CLI_VERSION, isExecutable, keptCli, keptTestServer } from '../../../infra/temporal/cli.ts'
import { SetupError } from '../fail.mjs'
import { runCommand } from '../run_command.mjs'
import { buildWithGo } from './go.ts'
import { keepProgram } from './keep.ts'
import { assembleTestServer } from './maven.ts'
import { downloadCli, downloadTestServer } from './official.ts'
import { temporalOnPath, temporalRuns } from './runs_here.ts'
import type { TemporalSetup } from './way.ts'

const ADVICE = 'install Temporal\'s program "temporal" (or Go 1.25, to build it), or set TEMPORAL_ADDRESS to a Temporal that runs'

export interface CliOptions extends TemporalSetup {
  /** Whether nothing works without it, as tests do; otherwise a line says what will be missing. */
  readonly required?: boolean
}

type CliConfig = Pick<Config, 'PARLEY_CACHE' | 'TEMPORAL_BIN' | 'TEMPORAL_ADDRESS'>

/**
 * Finds, downloads or builds the `temporal` program, once per version and system.
 * @returns its path, or null where another Temporal is given or none can be had
 * Throws a SetupError when a given one does not run, and when one is required that cannot be had.
 */
export async function ensureTemporal({ PARLEY_CACHE, TEMPORAL_BIN: given, TEMPORAL_ADDRESS }: CliConfig, options: CliOptions): Promise<string | null> {
  const { progress, run = runCommand, required = false } = options
  if (given) {
    if (await temporalRuns(given, run)) return given
    throw new SetupError(`TEMPORAL_BIN is "${given}", which is not a "temporal" program that runs here: correct it or leave it out.`)
  }
  if (TEMPORAL_ADDRESS && !required) return null
  const own = await temporalOnPath(run)
  if (own !== null) return own
  const kept = keptCli(PARLEY_CACHE)
  const works = (file: string) => temporalRuns(file, run)
  const reasons = await keepProgram(kept, { ...options, what: `Temporal ${CLI_VERSION}`, ways: [downloadCli, buildWithGo], works })
  if (reasons === null) return kept
  const why = `Temporal could neither be downloaded nor built (${reasons.join('; ')})`
  if (required) throw new SetupError(`${why}: ${ADVICE}, and start again.`)
  progress.say(`${why}. Meetings work without it; long jobs such as cloned voices do not: ${ADVICE}, and start again.`)
  return null
}

/** Downloads or puts together Temporal's server for tests, whose time can be skipped. Throws a SetupError that says what to do when it cannot be had. */
export async function ensureTestServer({ PARLEY_CACHE }: Pick<Config, 'PARLEY_CACHE'>, options: TemporalSetup): Promise<string> {
  const kept = keptTestServer(PARLEY_CACHE)
  const reasons = await keepProgram(kept, { ...options, what: 'Temporal\'s server for tests', ways: [downloadTestServer, assembleTestServer], works: isExecutable })
  if (reasons === null) return kept
  throw new SetupError(`The tests need Temporal's server for tests, which could not be had (${reasons.join('; ')}): check the network, or install Java 17 and Maven, and start again.`)
}
