import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { createListeners, guarded } from './_listeners.ts'
import { createTurns } from './_turns.ts'
import type { Handler, QueueItem, Settlement, WorkOptions, WorkQueue } from './queue.ts'

const ATTEMPTS = 3
/** Ids that are done stay known this long, and this many of them at most. */
const REMEMBER_MS = 10 * 60_000
const REMEMBER_MAX = 10_000

export interface MemoryQueueOptions {
  readonly clock: Clock
  readonly log: Log
  /** Waiting items beyond which sheddable ones are dropped. */
  readonly lengthMax?: number
  /** How long `close` lets waiting and running items finish before their signal aborts, ms. */
  readonly drainMs?: number
  /** Pause after a failed attempt, ms. */
  readonly retryDelayMs?: (attempt: number) => number
}

interface Entry<T> {
  readonly item: QueueItem<T>
  readonly pushedMs: number
  attempt: number
  /** Aborts when something that goes before it has come. */
  readonly superseded: AbortController
  /** Not before this time: it waits after a failed attempt, and its lane with it. */
  readyMs: number
}

interface Crew<T> {
  readonly handler: Handler<T>
  readonly options: WorkOptions<T>
  readonly running: Set<Promise<void>>
  open: boolean
}

/**
 * A queue inside one process. `close` takes no more, sheds what may be shed, and waits until the rest is done, at most
 * `drainMs`; then the signals abort and what is left goes to `onFailed`. `push` and `work` throw DomainError
 * `unavailable` after that.
 */
export function createMemoryQueue<T>(options: MemoryQueueOptions): WorkQueue<T> {
  const { clock, log, lengthMax = 256, drainMs = 4_000, retryDelayMs = (attempt) => 100 * 2 ** (attempt - 1) } = options
  /** In the order in which they came. A retried item keeps its place. */
  let waiting: Entry<T>[] = []
  const active = new Map<string, Entry<T>>()
  const busyLanes = new Set<string>()
  const known = new Map<string, number>()
  const crews = new Set<Crew<T>>()
  const shedListeners = createListeners<T>({ log, event: 'queue shed listener failed' })
  const settledListeners = createListeners<T, [settlement: Settlement]>({ log, event: 'queue settled listener failed' })
  const turns = createTurns()
  const drained: (() => void)[] = []
  const abort = new AbortController()
  let shed = 0
  let closing: Promise<void> | null = null

  const drop = (entry: Entry<T>) => {
    waiting = waiting.filter((other) => other !== entry)
    reportShed(entry.item)
  }

  const reportShed = (item: QueueItem<T>) => {
    shed++
    shedListeners.tell(item)
  }

  const isKnown = (id: string) => {
    const doneMs = known.get(id)
    const lately = doneMs !== undefined && clock.now() - doneMs < REMEMBER_MS
    return lately || active.has(id) || waiting.some(({ item }) => item.id === id)
  }

  const remember = (id: string) => {
    known.set(id, clock.now())
    for (const [oldest, doneMs] of known) {
      if (known.size <= REMEMBER_MAX && clock.now() - doneMs < REMEMBER_MS) break
      known.delete(oldest)
    }
  }

  /** Whose turn it is, of the heads of the lanes that are free. */
  const next = (): Entry<T> | null => {
    const seen = new Set<string>(busyLanes)
    const heads: Entry<T>[] = []
    for (const entry of waiting) {
      if (seen.has(entry.item.lane)) continue
      seen.add(entry.item.lane)
      if (entry.readyMs <= clock.now()) heads.push(entry)
    }
    return turns.take(heads)
  }

  const fill = () => {
    for (const crew of crews) {
      while (crew.open && crew.running.size < crew.options.concurrency) {
        const entry = next()
        if (!entry) break
        start(crew, entry)
      }
    }
    const done = closing && active.size === 0 && waiting.length === 0
    if (done) drained.splice(0).forEach((resolve) => resolve())
  }

  const start = (crew: Crew<T>, entry: Entry<T>) => {
    const { item } = entry
    waiting = waiting.filter((other) => other !== entry)
    active.set(item.id, entry)
    busyLanes.add(item.lane)
    entry.attempt++
    const run = attempt(crew, entry).finally(() => {
      crew.running.delete(run)
      active.delete(item.id)
      busyLanes.delete(item.lane)
      fill()
    })
    crew.running.add(run)
  }

  const attempt = async ({ handler, options }: Crew<T>, entry: Entry<T>) => {
    const { item } = entry
    try {
      const note = await handler(item.value, {
        signal: AbortSignal.any([abort.signal, entry.superseded.signal]),
        attempt: entry.attempt,
        queuedMs: clock.now() - entry.pushedMs,
      })
      done(item, note ?? '')
    } catch (error) {
      // What came instead says the same and more: nothing is missing.
      if (entry.superseded.signal.aborted) return done(item, '')
      if (entry.attempt >= (options.attempts ?? ATTEMPTS) || abort.signal.aborted) return fail(item, error, options)
      log.warn('queue item failed, to be tried again', {
        itemId: item.id,
        lane: item.lane,
        attempt: entry.attempt,
        error,
      })
      const delayMs = retryDelayMs(entry.attempt)
      entry.readyMs = clock.now() + delayMs
      // Its lane stood still meanwhile, so its place is before all others of that lane.
      const place = waiting.findIndex((other) => other.pushedMs > entry.pushedMs || other.item.lane === item.lane)
      waiting.splice(place < 0 ? waiting.length : place, 0, entry)
      if (delayMs > 0) clock.after(delayMs, fill)
    }
  }

  const done = (item: QueueItem<T>, note: string) => {
    remember(item.id)
    settledListeners.tell(item, { error: null, note })
  }

  const fail = (item: QueueItem<T>, error: unknown, { onFailed }: WorkOptions<T>) => {
    log.error('queue item failed for good', { itemId: item.id, lane: item.lane, error })
    if (onFailed) guarded({ log, event: 'queue failure listener failed', item }, () => onFailed(item, error))
    settledListeners.tell(item, { error, note: '' })
  }

  const refuseWhenClosed = (action: string) => {
    if (closing) throw new DomainError('unavailable', `Cannot ${action}: the queue is closed`)
  }

  const drain = async () => {
    for (const entry of waiting.filter(({ item }) => item.sheddable)) drop(entry)
    const done = new Promise<void>((resolve) => drained.push(resolve))
    const callOff = clock.after(drainMs, () => {
      giveUp('it did not finish before the queue closed')
      if (active.size > 0) log.warn('queue closed with items at work', { running: active.size })
      for (const resolve of drained.splice(0)) resolve()
    })
    // Nobody works here: waiting would not help.
    if (![...crews].some(({ open }) => open)) giveUp('nobody works on the queue any more')
    fill()
    await done
    callOff()
    crews.clear()
  }

  const giveUp = (reason: string) => {
    const error = new DomainError('unavailable', `Cannot handle the item: ${reason}`)
    abort.abort(error)
    const crew = [...crews][0]
    for (const { item } of waiting.splice(0)) fail(item, error, crew?.options ?? { concurrency: 0 })
    fill()
  }

  return {
    async push(item) {
      refuseWhenClosed(`queue "${item.id}"`)
      if (isKnown(item.id)) return 'duplicate'
      if (item.supersedes !== null) {
        const outdated = waiting.filter((other) => other.item.sheddable && other.item.supersedes === item.supersedes)
        for (const entry of outdated) drop(entry)
        for (const entry of active.values()) if (givesWay(entry.item, item)) entry.superseded.abort(new DomainError('conflict', `"${item.id}" goes before "${entry.item.id}"`))
      }
      if (waiting.length >= lengthMax) {
        const oldest = waiting.find((entry) => entry.item.sheddable)
        if (oldest) {
          drop(oldest)
        } else if (item.sheddable) {
          reportShed(item)
          return 'shed'
        } else {
          log.warn('queue is beyond its length', { waiting: waiting.length, lengthMax })
        }
      }
      waiting.push({ item, pushedMs: clock.now(), attempt: 0, readyMs: 0, superseded: new AbortController() })
      fill()
      return 'queued'
    },
    work(handler, options) {
      refuseWhenClosed('start work')
      const crew: Crew<T> = {
        handler: async (value, context) => handler(value, context),
        options,
        running: new Set(),
        open: true,
      }
      crews.add(crew)
      fill()
      return {
        async close() {
          crew.open = false
          if (closing) fill()
          await Promise.all(crew.running)
        },
      }
    },
    onShed: shedListeners.add,
    onSettled: settledListeners.add,
    async stats() {
      const oldestMs = waiting.length === 0 ? 0 : clock.now() - Math.min(...waiting.map(({ pushedMs }) => pushedMs))
      return { waiting: waiting.length, running: active.size, shed, oldestMs }
    },
    close() {
      closing ??= Promise.resolve().then(drain)
      return closing
    },
  }
}

/** Whether work on one item ends because the other has come. */
function givesWay(atWork: QueueItem<unknown>, newer: QueueItem<unknown>): boolean {
  return atWork.sheddable && atWork.supersedes === newer.supersedes && atWork.precedence < newer.precedence
}
