/** One after the other, in the order of asking. */
export interface Turns {
  /** Resolves when it is the caller's turn, with what ends it; rejects with a signal's reason, and the turn is passed on. */
  begin(signals: readonly (AbortSignal | undefined)[]): Promise<() => void>
  take<T>(signals: readonly (AbortSignal | undefined)[], work: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()

  const begin = async (signals: readonly (AbortSignal | undefined)[]): Promise<() => void> => {
    let end = () => {}
    const before = last
    const mine = new Promise<void>((resolve) => {
      end = resolve
    })
    last = before.then(() => mine)
    const undo: (() => void)[] = []
    try {
      await new Promise<void>((resolve, reject) => {
        for (const signal of signals) {
          if (!signal) continue
          const onAbort = () => reject(signal.reason)
          if (signal.aborted) return onAbort()
          signal.addEventListener('abort', onAbort, { once: true })
          undo.push(() => signal.removeEventListener('abort', onAbort))
        }
        void before.then(resolve)
      })
      return end
    } catch (error) {
      end()
      throw error
    } finally {
      for (const step of undo) step()
    }
  }
  return {
    begin,
    async take(signals, work) {
      const end = await begin(signals)
      try {
        return await work()
      } finally {
        end()
      }
    },
  }
}
