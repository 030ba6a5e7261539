import { join } from 'node:path'
import { parseNinjaLine } from './ninja.ts'
import { runsHere } from './check_worker.ts'
import { createVenv } from './venv.ts'
import { lastWords } from './build_context.ts'
import type { BuildContext, BuildOutcome } from './build_context.ts'

/** 3 MB; a network that drops packets instead of refusing must not hold the set-up. */
const DOWNLOAD_TIMEOUT_MS = 60_000
const RELEASE = 'worker/out/Release/mediasoup-worker'

/** mediasoup's own postinstall, told that there is no Python so that it downloads a worker or gives up. */
export async function downloadPrebuilt({ packageFolder, environment, progress, run, signal }: BuildContext): Promise<BuildOutcome> {
  const env = { ...environment, PYTHON: 'false', MEDIASOUP_WORKER_BIN: undefined }
  const result = await progress.step('Downloading the mediasoup worker', '3 MB, a few seconds', () =>
    run(process.execPath, ['npm-scripts.mjs', 'postinstall'], { cwd: packageFolder, env, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal }))
  const binary = join(packageFolder, RELEASE)
  if (result.code === 0 && await runsHere(binary, run)) return { binary }
  const refusal = /failed to download[^\n]*reason: ([^\n]*)/.exec(result.output)?.[1]
    ?? /\| (no available [^\n]*|failed to download [^\n]*|fetched [^\n]* fails [^\n]*)/.exec(result.output)?.[1]
  return { reason: refusal ?? (result.code === null ? 'no answer within a minute' : lastWords(result)), output: result.output }
}

/** mediasoup's own build, which downloads the sources of its libraries. */
export async function buildOfficially(context: BuildContext): Promise<BuildOutcome> {
  const { packageFolder, environment, progress, run, signal } = context
  for (const command of ['g++', 'python3']) {
    if ((await run(command, ['--version'])).code !== 0) return { reason: `${command} is not installed` }
  }
  // Debian's python3 comes without pip; one of our own has it wherever venv works.
  const python = await createVenv(context) ?? 'python3'
  const env = { ...environment, PYTHON: python, MEDIASOUP_WORKER_BIN: undefined }
  const result = await progress.step('Building the mediasoup worker the official way', 'once, 5 to 20 minutes', (update) =>
    run(process.execPath, ['npm-scripts.mjs', 'worker:build'], { cwd: packageFolder, env, signal, onLine: (line) => {
      const state = parseNinjaLine(line)
      if (state) update(state.done, state.total, 'steps')
    } }))
  const binary = join(packageFolder, RELEASE)
  if (result.code === 0 && await runsHere(binary, run)) return { binary }
  return { reason: lastWords(result), output: result.output }
}
