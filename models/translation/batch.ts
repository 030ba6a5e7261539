/** How one sentence is asked for. */
export interface BatchItemOptions {
  readonly signal?: AbortSignal
  /** Waits until nothing else does, and goes alone. */
  readonly background?: boolean
}

/** Texts that wait while others are at work go together, in the order in which they came. */
export interface Batches {
  /** @param key texts go together only with those of the same key */
  run(key: string, text: string, options?: BatchItemOptions): Promise<string>
}

export interface BatchesOptions {
  readonly size: number
  /** Fewer of a key that wait go one by one; 2 when left out. */
  readonly least?: number
  /** As many answers as texts, in their order; `signal` aborts when nobody waits for any of them any more. */
  readonly work: (key: string, texts: readonly string[], signal: AbortSignal) => Promise<readonly string[]>
  /** What went together, for metrics. */
  readonly onBatch?: (texts: number) => void
}

interface Waiting {
  readonly key: string
  readonly text: string
  readonly background: boolean
  /** Its batch failed: it is tried once more without neighbours that may have been the cause. */
  readonly alone: boolean
  readonly signal: AbortSignal | undefined
  resolve(text: string): void
  reject(error: unknown): void
}

/**
 * One batch at a time: a text that comes while nothing is at work starts at once with what came in the same turn, the others wait for it
 * and then go together, at least `least` and at most `size`. When a batch of several fails, each of them is tried alone.
 */
export function createBatches({ size, least = 2, work, onBatch }: BatchesOptions): Batches {
  let waiting: Waiting[] = []
  let busy = false

  const take = (): Waiting[] => {
    const first = waiting.find(({ background }) => !background) ?? waiting[0]
    if (!first) return []
    const single = first.background || first.alone
    const together = single ? [] : waiting.filter(({ key, background, alone }) => key === first.key && !background && !alone).slice(0, size)
    const batch = together.length < least ? [first] : together
    waiting = waiting.filter((item) => !batch.includes(item))
    return batch
  }

  const runOne = async (batch: readonly Waiting[]) => {
    const called = new AbortController()
    const leave = () => {
      if (batch.every(({ signal }) => signal?.aborted)) called.abort(batch[0]!.signal!.reason)
    }
    for (const { signal } of batch) signal?.addEventListener('abort', leave, { once: true })
    try {
      onBatch?.(batch.length)
      const answers = await work(batch[0]!.key, batch.map(({ text }) => text), called.signal)
      for (const [index, item] of batch.entries()) item.resolve(answers[index] ?? '')
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error)
      else waiting.unshift(...batch.filter(({ signal }) => !signal?.aborted).map((item) => ({ ...item, alone: true })))
    } finally {
      for (const { signal } of batch) signal?.removeEventListener('abort', leave)
    }
  }

  const loop = async () => {
    busy = true
    // Sentences of one text are asked for in the same turn: those go together.
    await Promise.resolve()
    for (let batch = take(); batch.length > 0; batch = take()) await runOne(batch)
    busy = false
  }

  return {
    run(key, text, { signal, background = false } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const item: Waiting = { key, text, background, alone: false, signal, resolve: settle(resolve), reject: settle(reject) }
        function onAbort() {
          // One that is tried again alone is another object of the same callbacks.
          waiting = waiting.filter((other) => other.reject !== item.reject)
          reject(signal!.reason)
        }
        function settle<T>(then: (value: T) => void) {
          return (value: T) => {
            signal?.removeEventListener('abort', onAbort)
            then(value)
          }
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        waiting.push(item)
        if (!busy) void loop()
      })
    },
  }
}
