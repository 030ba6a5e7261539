import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withLock } from '../lock.mjs'
import { runCommand } from '../run_command.mjs'
import type { Outcome, TemporalSetup, Way } from './way.ts'

export interface KeepOptions extends TemporalSetup {
  /** What is being made, as in `Another Parley (process 1) is making …`. */
  readonly what: string
  readonly ways: readonly Way[]
  /** Whether the file works here. */
  readonly works: (file: string) => Promise<boolean>
}

/**
 * Makes a program by the first way that works here, once for all processes that share the cache, and puts it and what lies beside it in
 * place in one step. @returns null, or why each way did not work
 */
export async function keepProgram(kept: string, options: KeepOptions): Promise<readonly string[] | null> {
  const { what, ways, works, progress, signal } = options
  if (await works(kept)) return null
  const folder = dirname(kept)
  await mkdir(dirname(folder), { recursive: true })
  const onWait = (pid: number) => progress.say(`Another Parley (process ${pid}) is making ${what}: waiting for it`)
  return withLock(`${folder}.lock`, async () => {
    if (await works(kept)) return null
    const reasons: string[] = []
    for (const way of ways) {
      const scratch = await mkdtemp(`${folder}.build-`)
      try {
        const outcome = await way({ run: runCommand, userId: process.getuid?.() ?? -1, fetch: globalThis.fetch, ...options, scratch })
        if ('binary' in outcome && await works(outcome.binary)) {
          await put(outcome, kept)
          return null
        }
        reasons.push('reason' in outcome ? outcome.reason : `${what} that was made does not run here`)
        if (way !== ways.at(-1)) progress.say(`No ready-made ${what} (${reasons.at(-1)}): trying another way`)
      } finally {
        await rm(scratch, { recursive: true, force: true })
      }
    }
    return reasons
  }, { signal, onWait })
}

/** In one step, so that nobody ever starts half of it. */
async function put({ binary, withFolder }: Extract<Outcome, { binary: string }>, kept: string): Promise<void> {
  const folder = dirname(kept)
  const fresh = `${folder}.${process.pid}`
  if (withFolder) await rename(dirname(binary), fresh)
  else {
    await mkdir(fresh, { recursive: true })
    await rename(binary, join(fresh, basename(kept)))
    await chmod(join(fresh, basename(kept)), 0o755)
  }
  await rm(folder, { recursive: true, force: true })
  await rename(fresh, folder)
}
