import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../../infra/config.ts'
import { SetupError } from '../fail.mjs'
import { withLock } from '../lock.mjs'
import type { Progress } from '../progress.mjs'
import { runCommand } from '../run_command.mjs'
import type { RunCommand } from '../run_command.mjs'
import type { BuildContext, BuildOutcome } from './build_context.ts'
import { buildFromPackage } from './build_from_package.ts'
import { workerCacheFile } from './cache_file.ts'
import { runsHere } from './check_worker.ts'
import { buildOfficially, downloadPrebuilt } from './official.ts'

export interface WorkerOptions {
  /** The project's folder, with node_modules. */
  readonly root: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly progress: Progress
  readonly signal?: AbortSignal
  readonly run?: RunCommand
  readonly userId?: number
}

type Way = (context: BuildContext) => Promise<BuildOutcome>
const WAYS: readonly Way[] = [downloadPrebuilt, buildFromPackage, buildOfficially]

/**
 * Finds, downloads or builds the mediasoup worker, once per mediasoup version and system.
 * @returns the binary's path, for `createWorker({ workerBin })`
 * Throws a SetupError when a given binary does not run, or when no way to make one works here.
 */
export async function ensureMediasoupWorker(config: Pick<Config, 'PARLEY_CACHE' | 'MEDIASOUP_WORKER_BIN'>, options: WorkerOptions): Promise<string> {
  const { root, progress, signal, run = runCommand } = options
  const given = config.MEDIASOUP_WORKER_BIN
  if (given) {
    if (await runsHere(given, run)) return given
    throw new SetupError(`MEDIASOUP_WORKER_BIN is "${given}", which is not a mediasoup worker that runs here: correct it or leave it out.`)
  }
  const packageFolder = join(root, 'node_modules', 'mediasoup')
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => null)
  const kept = workerCacheFile(config.PARLEY_CACHE, { version, platform: process.platform, arch: process.arch, osRelease })
  if (await runsHere(kept, run)) return kept

  const folder = dirname(kept)
  await mkdir(folder, { recursive: true })
  const onWait = (pid: number) => progress.say(`Another Parley (process ${pid}) is making the mediasoup worker: waiting for it`)
  return withLock(join(folder, '.lock'), async () => {
    if (await runsHere(kept, run)) return kept
    await makeWorker(kept, { packageFolder, options, run })
    return kept
  }, { signal, onWait })
}

async function makeWorker(kept: string, { packageFolder, options, run }: { packageFolder: string; options: WorkerOptions; run: RunCommand }): Promise<void> {
  const { environment, progress, signal, userId = process.getuid?.() ?? -1 } = options
  const failures: Exclude<BuildOutcome, { binary: string }>[] = []
  for (const way of WAYS) {
    const scratch = await mkdtemp(join(dirname(kept), '.build-'))
    try {
      const outcome = await way({ packageFolder, scratch, environment, userId, progress, run, signal })
      if ('binary' in outcome && await keep(outcome.binary, kept, run)) return
      failures.push('binary' in outcome ? { reason: 'the worker that was made does not run here' } : outcome)
      if (way === downloadPrebuilt) progress.say(`No ready-made mediasoup worker (${failures[0]!.reason}): building it from its sources`)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
  const log = join(dirname(kept), 'failure.log')
  await writeFile(log, failures.map(({ reason, output = '' }) => `${reason}\n${output}`).join('\n----\n'))
  const advice = failures.find((failure) => failure.advice)?.advice
  const reasons = failures.map(({ reason }) => reason).join('; ')
  throw new SetupError(advice ?? `The mediasoup worker could neither be downloaded nor built (${reasons}): see "${log}", or set MEDIASOUP_WORKER_BIN to one that you have.`)
}

/** Puts the binary in place in one step, so that nobody ever starts half of it. @returns false if it does not run */
async function keep(binary: string, kept: string, run: RunCommand): Promise<boolean> {
  const fresh = `${kept}.${process.pid}`
  await copyFile(binary, fresh)
  await chmod(fresh, 0o755)
  if (await runsHere(fresh, run)) {
    await rename(fresh, kept)
    return true
  }
  await rm(fresh, { force: true })
  return false
}
