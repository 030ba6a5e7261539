import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Thread } from './thread.ts'

/** A batch takes some 100 ms, ten times that on a machine that is busy: after this the thread hangs. */
const DEADLINE_MS = 5_000
/** Reading the weights and the first sentences. */
const START_MS = 60_000
/** A thread that could not be started is not tried again with every sentence. */
const START_AGAIN_MS = 5_000

export interface LivingThreadOptions {
  readonly name: string
  readonly start: () => Thread
  /** Makes a thread that was just started ready: nothing else is asked of it before. */
  readonly warm: (thread: Thread) => Promise<void>
  readonly deadlineMs?: number
  readonly startMs?: number
  readonly clock?: Clock
}

/** A thread that is replaced when it died or hangs. */
export interface LivingThread {
  /** Throws what the thread threw, DomainError `timeout` when it hung, `model-unavailable` when it died, cannot be started or is closed. */
  call<T>(method: string, input: unknown): Promise<T>
  close(): Promise<void>
}

interface Life {
  readonly thread: Thread
  readonly warmed: Promise<void>
  failedAtMs: number | null
}

/** Starts it; resolves when it is warm. Throws what `warm` throws. */
export async function openLivingThread({ name, start, warm, deadlineMs = DEADLINE_MS, startMs = START_MS, clock = systemClock }: LivingThreadOptions): Promise<LivingThread> {
  const closing = new AbortController()
  const ends: Promise<void>[] = []

  const within = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(ms, [closing.signal], work)
    } catch (error) {
      if (error instanceof DeadlineError) throw new DomainError('timeout', `The thread "${name}" did not answer within ${ms} ms`, { cause: error })
      throw error
    }
  }
  const begin = (): Life => {
    const thread = start()
    const life: Life = { thread, warmed: within(startMs, () => warm(thread)), failedAtMs: null }
    life.warmed.catch(() => {
      life.failedAtMs = clock.now()
    })
    return life
  }
  const isOver = ({ thread, failedAtMs }: Life) => !thread.alive || (failedAtMs !== null && clock.now() - failedAtMs >= START_AGAIN_MS)

  let life = begin()
  /** What hangs in WebAssembly can only be stopped from outside, which takes a while: nobody waits for it. */
  const renew = (old: Life) => {
    if (life !== old || closing.signal.aborted) return
    ends.push(old.thread.close())
    life = begin()
  }

  try {
    await life.warmed
  } catch (error) {
    await life.thread.close()
    throw error
  }

  return {
    async call<T>(method: string, input: unknown) {
      if (closing.signal.aborted) throw closing.signal.reason
      if (isOver(life)) renew(life)
      const current = life
      await current.warmed
      try {
        return await within(deadlineMs, () => current.thread.call<T>(method, input))
      } catch (error) {
        if (error instanceof DomainError && error.code === 'timeout') renew(current)
        throw error
      }
    },
    async close() {
      closing.abort(new DomainError('model-unavailable', `Cannot use the engine "${name}": it is closed`))
      await Promise.all([...ends, life.thread.close()])
    },
  }
}
