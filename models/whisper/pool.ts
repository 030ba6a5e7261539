import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../infra/log.ts'
import type { Thread } from '../runtime/thread.ts'

/** Threads with the same model: each call goes to the one with the least to do. */
export interface ThreadPool {
  /** Throws what the thread threw; `model-unavailable` after `close`. */
  call<T>(method: string, input: unknown, options?: { signal?: AbortSignal }): Promise<T>
  close(): Promise<void>
}

export interface PoolOptions {
  readonly name: string
  readonly copies: number
  readonly start: () => Thread
  readonly log: Log
}

/** Starts the threads and waits for `warm` on each. A thread that has died is started anew by the next call. */
export async function startPool({ name, copies, start, log }: PoolOptions): Promise<ThreadPool> {
  const pool = Array.from({ length: copies }, () => ({ thread: start(), atWork: 0 }))
  let closed = false
  const close = async () => {
    closed = true
    await Promise.all(pool.map(({ thread }) => thread.close()))
  }
  try {
    await Promise.all(pool.map(({ thread }) => thread.call('warm', null)))
  } catch (error) {
    await close()
    throw error
  }
  return {
    async call(method, input, options) {
      if (closed) throw new DomainError('model-unavailable', `Cannot use "${name}": it is closed`)
      const copy = pool.reduce((best, other) => (other.atWork < best.atWork ? other : best))
      if (!copy.thread.alive) {
        log.warn('model-restarted', { model: name })
        copy.thread = start()
      }
      copy.atWork++
      try {
        return await copy.thread.call(method, input, options)
      } finally {
        copy.atWork--
      }
    },
    close,
  }
}
