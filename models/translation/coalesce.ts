/** Runs equal work once for all who ask for it while it is under way. */
export interface Coalescer<T> {
  /** The work is called off when every caller has gone; each caller hears of their own abort at once. */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, options?: { signal?: AbortSignal }): Promise<T>
}

interface Shared<T> {
  readonly result: Promise<T>
  readonly controller: AbortController
  callers: number
}

/** @param options.onJoin called for each caller who gets work that another one began */
export function createCoalescer<T>({ onJoin }: { onJoin?: () => void } = {}): Coalescer<T> {
  const running = new Map<string, Shared<T>>()

  const begin = (key: string, work: (signal: AbortSignal) => Promise<T>): Shared<T> => {
    const controller = new AbortController()
    const shared: Shared<T> = { result: work(controller.signal), controller, callers: 0 }
    running.set(key, shared)
    const done = () => {
      if (running.get(key) === shared) running.delete(key)
    }
    shared.result.then(done, done)
    return shared
  }

  return {
    async run(key, work, { signal } = {}) {
      signal?.throwIfAborted()
      const known = running.get(key)
      if (known) onJoin?.()
      const shared = known ?? begin(key, work)
      shared.callers++
      if (!signal) return shared.result
      return await new Promise<T>((resolve, reject) => {
        const onAbort = () => {
          if (--shared.callers === 0) {
            // Whoever asks next must not get the work that was called off.
            if (running.get(key) === shared) running.delete(key)
            shared.controller.abort(signal.reason)
          }
          reject(signal.reason)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        shared.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
      })
    },
  }
}
