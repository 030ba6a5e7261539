import { TIERS } from '../../domain/tier.ts'
import type { Log } from '../../infra/log.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** Priorities of the queue: smaller runs first. */
const PAID = 0
const OTHERS = 1
/** A tier that was looked up is believed this long, ms. */
const BELIEVED_MS = 60_000
const ROOMS_MAX = 5_000

/**
 * Which priority a room's segments have, by its owner's tier. Answers at once, so that no segment waits for a database: a room
 * counts as free until its tier is known, and as before while it cannot be found.
 */
export function createRoomPriority({ rooms, now, log }: { rooms: Pick<Rooms, 'find'>; now: () => number; log: Log }): (roomId: string) => number {
  const known = new Map<string, { priority: number; askedAtMs: number }>()
  return (roomId) => {
    const entry = known.get(roomId) ?? { priority: OTHERS, askedAtMs: -Infinity }
    if (now() - entry.askedAtMs < BELIEVED_MS) return entry.priority
    entry.askedAtMs = now()
    known.delete(roomId)
    known.set(roomId, entry)
    if (known.size > ROOMS_MAX) known.delete(known.keys().next().value!)
    rooms.find(roomId).then(
      ({ tier }) => {
        entry.priority = TIERS[tier].priority ? PAID : OTHERS
      },
      (error: unknown) => log.debug('room-priority-unknown', { roomId, error }),
    )
    return entry.priority
  }
}
