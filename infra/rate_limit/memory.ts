import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { Limit, RateLimit } from './rate_limit.ts'
import type { Counts } from './sliding_window.ts'
import { slide } from './sliding_window.ts'

export interface MemoryRateLimit extends RateLimit {
  /** Goes on from what was counted elsewhere. */
  adopt(key: string, limit: Limit, counts: Counts): void
  /** Keys that are kept now. */
  readonly size: number
}

/** Counts in this process. At `keysMax` the key that was used least lately is forgotten. */
export function createMemoryRateLimit({ keysMax = 50_000, clock = systemClock }: { keysMax?: number; clock?: Clock } = {}): MemoryRateLimit {
  // A Map keeps the order of insertion: the first key is the one used least lately.
  const kept = new Map<string, Counts>()

  const keep = (id: string, counts: Counts) => {
    kept.delete(id)
    kept.set(id, counts)
    if (kept.size > keysMax) kept.delete(kept.keys().next().value!)
  }
  return {
    get size() {
      return kept.size
    },
    async take(key, limit) {
      const id = `${limit.windowMs}:${key}`
      const { counts, taken } = slide(kept.get(id), limit, clock.now())
      keep(id, counts)
      return taken
    },
    adopt(key, { windowMs }, counts) {
      keep(`${windowMs}:${key}`, counts)
    },
    async close() {
      kept.clear()
    },
  }
}
