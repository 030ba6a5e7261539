import process from 'node:process'
import type { Log } from './log.ts'

/** A part that does not end within this is left behind. */
const LONGEST_MS = 4_500

export interface StopOptions {
  /** What to close, in order; parts are added as they open. */
  readonly closing: readonly (() => Promise<void>)[]
  readonly log: Log
}

/**
 * Ends the process on SIGTERM and SIGINT: closes every part, in order, then exits with 0, or with 1 when that failed or
 * took too long. Returns the closing alone, once however often it is called.
 */
export function stopOnSignal({ closing, log }: StopOptions): () => Promise<void> {
  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= closeAll(closing, log))
  const onSignal = (signal: NodeJS.Signals) => {
    log.info('stopping', { signal })
    const timer = setTimeout(() => {
      log.error('stopped-late', { afterMs: LONGEST_MS })
      process.exit(1)
    }, LONGEST_MS)
    void stop().finally(() => {
      clearTimeout(timer)
      process.exit(process.exitCode ?? 0)
    })
  }
  process.once('SIGTERM', onSignal)
  process.once('SIGINT', onSignal)
  return stop
}

async function closeAll(closing: StopOptions['closing'], log: Log): Promise<void> {
  for (const close of closing) {
    try {
      await close()
    } catch (error) {
      // The other parts are closed all the same; the exit code tells.
      log.error('close-failed', { error })
      process.exitCode = 1
    }
  }
}
