import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Settled } from './_lanes.ts'
import { createListeners } from './_listeners.ts'
import { createTurns } from './_turns.ts'
import type { QueueItem, Settlement } from './queue.ts'

/** Ids that were settled stay known this long, and this many of them at most. */
const REMEMBER_MS = 10 * 60_000
const REMEMBER_MAX = 10_000

/** An item that this process pushed and that is not known to be settled. */
export interface Entry<T> {
  readonly item: QueueItem<T>
  readonly pushedMs: number
  /** Where it waits: in Redis, on the way there, or here until Redis is back. */
  place: 'shared' | 'sending' | 'here'
  /** Redis may hold a copy. */
  sent: boolean
  /** Tries in this process while Redis was away. */
  attempt: number
  readyMs: number
}

/** What this process pushed until it is settled, so that nothing is lost with Redis. */
export function createLedger<T>({ clock, log }: { clock: Clock; log: Log }) {
  /** In the order in which they came. */
  const entries = new Map<string, Entry<T>>()
  const settled = new Map<string, number>()
  const shedListeners = createListeners<T>({ log, event: 'queue shed listener failed' })
  const settledListeners = createListeners<T, [settlement: Settlement]>({ log, event: 'queue settled listener failed' })
  const turns = createTurns()
  let shed = 0

  const remember = (id: string) => {
    settled.set(id, clock.now())
    for (const [oldest, atMs] of settled) {
      if (settled.size <= REMEMBER_MAX && clock.now() - atMs < REMEMBER_MS) break
      settled.delete(oldest)
    }
  }
  const waitingHere = () => [...entries.values()].filter(({ place }) => place === 'here')

  return {
    get: (id: string) => entries.get(id) ?? null,
    get size() {
      return entries.size
    },
    /** Dropped here, and not in Redis. */
    get shedHere() {
      return shed
    },
    firm: () => [...entries.values()].filter(({ item }) => !item.sheddable),
    all: () => [...entries.values()],
    shared: () => [...entries.values()].filter(({ place }) => place === 'shared'),
    waitingHere,
    hasHere: (lane: string) => waitingHere().some(({ item }) => item.lane === lane),
    knows(id: string) {
      const atMs = settled.get(id)
      return entries.has(id) || (atMs !== undefined && clock.now() - atMs < REMEMBER_MS)
    },
    isSettled: (id: string) => settled.has(id),
    add(item: QueueItem<T>, place: Entry<T>['place']): Entry<T> {
      const entry: Entry<T> = { item, pushedMs: clock.now(), place, sent: place === 'sending', attempt: 0, readyMs: 0 }
      entries.set(item.id, entry)
      return entry
    },
    /** Whose turn it is, of the first of each free lane that waits here and is ready. */
    next(busyLanes: ReadonlySet<string>): Entry<T> | null {
      const seen = new Set(busyLanes)
      const heads: Entry<T>[] = []
      for (const entry of waitingHere()) {
        if (seen.has(entry.item.lane)) continue
        seen.add(entry.item.lane)
        if (entry.readyMs <= clock.now()) heads.push(entry)
      }
      return turns.take(heads)
    },
    /** Drops an item, in Redis (`counted` there) or here, and tells. */
    shed(item: QueueItem<T>, { counted = false }: { counted?: boolean } = {}) {
      entries.delete(item.id)
      if (!counted) shed++
      shedListeners.tell(item)
    },
    /** @param text the note, or why it failed. @returns the entry, or null when it was settled before or never ours */
    settle(id: string, outcome: Settled, text = ''): Entry<T> | null {
      const entry = entries.get(id)
      if (!entry) return null
      entries.delete(id)
      remember(id)
      const failed = outcome === 'failed'
      settledListeners.tell(entry.item, { error: failed ? new DomainError('internal', `Cannot handle "${id}": ${text}`) : null, note: failed ? '' : text })
      return entry
    },
    onShed: shedListeners.add,
    onSettled: settledListeners.add,
  }
}

export type Ledger<T> = ReturnType<typeof createLedger<T>>
