import { and, eq, isNull, ne } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { holdsPlace } from './presence/presence.ts'
import { isAway } from './records.ts'
import type { RoomRecord } from './record.ts'

/**
 * The owner's tier says in how many of their rooms people may be at once; of guests' rooms the device that hosts them is the owner.
 * A room that is in use goes on. Throws DomainError `rooms-at-once`, which names the limit.
 */
export async function requireRoomFree(context: RoomsContext, { room: { roomId, ownerId, tier }, hostDevice }: RoomRecord): Promise<void> {
  const limit = context.limits(tier).roomsAtOnce
  if (limit === null || (ownerId === null && hostDevice === null)) return
  if (await inUse(context, roomId)) return
  const owned = ownerId !== null ? eq(rooms.ownerId, ownerId) : and(isNull(rooms.ownerId), eq(rooms.hostDevice, hostDevice!))
  const others = await context.db.select({ roomId: rooms.roomId }).from(rooms).where(and(owned, isNull(rooms.closedAt), ne(rooms.roomId, roomId)))
    // Without the database a room whose record is known opens: nobody is kept out because of a count.
    .catch((error: unknown) => {
      if (isAway(error)) return []
      throw error
    })
  const used = await Promise.all(others.map((other) => inUse(context, other.roomId)))
  const count = used.filter(Boolean).length
  if (count >= limit) {
    throw new DomainError('rooms-at-once', `Cannot open room "${roomId}": its owner's tier (${tier}) allows ${limit} rooms in use at once, and ${count} are`)
  }
}

async function inUse({ presence, now }: RoomsContext, roomId: string): Promise<boolean> {
  return (await presence.list(roomId)).some((participant) => holdsPlace(participant, { nowMs: now() }))
}
