import type { Log } from '../log.ts'
import type { Ledger } from './_ledger.ts'
import type { QueueItem } from './queue.ts'

export interface HoldOptions<T> {
  readonly ledger: Ledger<T>
  readonly log: Log
  /** Items here beyond which sheddable ones are dropped. */
  readonly lengthMax: number
  /** Items that must not be shed; beyond it the oldest counts as failed. */
  readonly heldMax: number
  readonly isAtWork: (id: string) => boolean
}

/** Keeps an item here while Redis is away, by the rules of the queue. @returns false when the item itself was shed */
export function hold<T>({ ledger, log, lengthMax, heldMax, isAtWork }: HoldOptions<T>, item: QueueItem<T>): boolean {
  const waiting = ledger.waitingHere().filter((entry) => !isAtWork(entry.item.id))
  const sheddable = waiting.filter((entry) => entry.item.sheddable)
  const outdated = sheddable.filter((entry) => item.supersedes !== null && entry.item.supersedes === item.supersedes)
  for (const entry of outdated) ledger.shed(entry.item)
  if (waiting.length - outdated.length >= lengthMax) {
    const oldest = sheddable.find((entry) => !outdated.includes(entry))
    if (oldest) {
      ledger.shed(oldest.item)
    } else if (item.sheddable) {
      ledger.shed(item)
      return false
    }
  }
  ledger.add(item, 'here')
  const firm = waiting.filter((entry) => !entry.item.sheddable)
  if (!item.sheddable && firm[0] && firm.length >= heldMax) {
    log.error('queue-held-too-many', { itemId: firm[0].item.id, heldMax })
    ledger.settle(firm[0].item.id, 'failed', 'too many wait for Redis')
  }
  return true
}
