/** One unit of work. */
export interface QueueItem<T> {
  /** Idempotency key: an id that is waiting, running or was done lately is accepted once. */
  readonly id: string
  /** Items of one lane run one at a time, in the order in which they came (a participant's segments). */
  readonly lane: string
  /**
   * 0, 1 or 2: smaller runs first (paid tiers), four times of five; the fifth is for the others, so that nobody starves. Equal
   * ones in the order in which they came.
   */
  readonly priority: number
  /** May be dropped when the queue is behind (interim segments). Others are never dropped. */
  readonly sheddable: boolean
  /** A waiting sheddable item with the same key gives way to this one; null supersedes nothing. */
  readonly supersedes: string | null
  /** A sheddable item with the same key and a smaller precedence gives way even when it is at work: its signal aborts. */
  readonly precedence: number
  readonly value: T
}

export interface QueueStats {
  readonly waiting: number
  readonly running: number
  /** Dropped since start, in all: superseded, or shed at the length bound. */
  readonly shed: number
  /** Age of the oldest waiting item, ms. */
  readonly oldestMs: number
}

export interface WorkContext {
  readonly signal: AbortSignal
  /** 1 on the first try. */
  readonly attempt: number
  readonly queuedMs: number
}

/** Work shared between replicas: at least once, in lanes, shedding what may be shed first. */
export interface WorkQueue<T> {
  /**
   * Adds an item. At the length bound the oldest waiting sheddable item is dropped for it; when nothing can be
   * dropped, a sheddable newcomer is dropped and any other is accepted beyond the bound.
   */
  push(item: QueueItem<T>): Promise<'queued' | 'duplicate' | 'shed'>
  /**
   * Starts handling items, `concurrency` lanes at once. An item whose handler throws is tried again, `attempts` times in
   * all (3), then goes to `onFailed`. A short text that it answers is the settlement's note.
   */
  work(handler: Handler<T>, options: WorkOptions<T>): QueueWorker
  /** Called with every item that was dropped before it was at work. Returns the way to stop listening. */
  onShed(listener: (item: QueueItem<T>) => void): () => void
  /**
   * Called once in the process that pushed the item, when it is done, has given way at work or has failed for good. Returns the
   * way to stop listening.
   */
  onSettled(listener: (item: QueueItem<T>, settlement: Settlement) => void): () => void
  stats(): Promise<QueueStats>
  close(): Promise<void>
}

export type Handler<T> = (value: T, context: WorkContext) => Promise<string | void>

export interface Settlement {
  /** Why it failed for good; null when nothing is missing. */
  readonly error: unknown
  /** What the handler answered; empty when it failed, gave way, or when its answer was lost in an outage. */
  readonly note: string
}

export interface WorkOptions<T> {
  readonly concurrency: number
  readonly attempts?: number
  /** Called in the process whose last attempt failed. */
  readonly onFailed?: (item: QueueItem<T>, error: unknown) => void
}

export interface QueueWorker {
  /** Takes no more items and waits for those at work. */
  close(): Promise<void>
}
