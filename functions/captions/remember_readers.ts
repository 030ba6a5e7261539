import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Redis } from '../../infra/redis/open_redis.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** After Redis is back, other processes need a moment to say who is there, ms. */
const SETTLING_MS = 5_000
const LOOK_AGAIN_MS = 100
/** What was read in a room is remembered this long, ms. */
const REMEMBER_MS = 60_000

export interface RememberReadersDeps {
  readonly rooms: Pick<Rooms, 'readers'>
  readonly redis: Pick<Redis, 'awaySinceMs' | 'onReconnected'>
  readonly clock: Clock
}

/**
 * `readers` that an outage of Redis does not empty: while Redis is away, and shortly after it came back perhaps empty, languages that
 * were read before count as well, so that no final caption goes to nobody. Rejects with `unavailable` while it cannot know.
 */
export function rememberReaders({ rooms, redis, clock }: RememberReadersDeps): Pick<Rooms, 'readers'> & { close(): void } {
  const known = new Map<string, { readonly readers: readonly Language[]; readonly atMs: number }>()
  let backAtMs = -Infinity
  const stop = redis.onReconnected(() => {
    backAtMs = clock.now()
  })

  const isUnsettled = () => redis.awaySinceMs !== null || clock.now() - backAtMs < SETTLING_MS
  const before = (roomId: string) => {
    for (const [other, { atMs }] of known) if (clock.now() - atMs > REMEMBER_MS) known.delete(other)
    return known.get(roomId)?.readers ?? []
  }

  return {
    async readers(roomId) {
      for (;;) {
        const readers = await rooms.readers(roomId)
        if (!isUnsettled()) {
          known.set(roomId, { readers, atMs: clock.now() })
          return readers
        }
        const all = [...new Set([...before(roomId), ...readers])]
        if (all.length > 0) return all
        if (redis.awaySinceMs !== null) throw new DomainError('unavailable', `Cannot know who reads in room "${roomId}": Redis is away`)
        await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve))
      }
    },
    close: stop,
  }
}
