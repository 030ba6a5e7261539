import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { holdsPlace } from './presence/presence.ts'
import { isAway } from './records.ts'
import type { RoomRecord } from './record.ts'

/**
 * Takes a place in a room when its owner's tier lets that room be in use: of guests' rooms the device that hosts them is the owner. A room that is in
 * use goes on. First comers of one owner's rooms come one after the other, in all processes, so that none is let in beside the count.
 * @param take takes the place; may be called twice when the database goes away meanwhile
 * Throws DomainError `rooms-at-once`, which names the limit, and what `take` throws.
 */
export async function takeInFreeRoom<T>(context: RoomsContext, record: RoomRecord, take: () => Promise<T>): Promise<T> {
  const { room: { roomId, ownerId, tier }, hostDevice } = record
  const [limit, owner] = [context.limits(tier).roomsAtOnce, ownerId ?? hostDevice]
  if (limit === null || owner === null || await inUse(context, roomId)) return await take()
  const taken = context.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`rooms-at-once ${owner}`}, 0))`)
    await requireRoomFree({ ...context, db: tx }, record, limit)
    return await take()
  })
  // Without the database a room whose record is known opens: nobody is kept out because of a count.
  return await taken.catch((error: unknown) => {
    if (isAway(error)) return take()
    throw error
  })
}

async function requireRoomFree(context: RoomsContext, { room: { roomId, ownerId, tier }, hostDevice }: RoomRecord, limit: number): Promise<void> {
  const owned = ownerId !== null ? eq(rooms.ownerId, ownerId) : and(isNull(rooms.ownerId), eq(rooms.hostDevice, hostDevice!))
  const others = await context.db.select({ roomId: rooms.roomId }).from(rooms).where(and(owned, isNull(rooms.closedAt), ne(rooms.roomId, roomId)))
  const used = await Promise.all(others.map((other) => inUse(context, other.roomId)))
  const count = used.filter(Boolean).length
  if (count >= limit) {
    throw new DomainError('rooms-at-once', `Cannot open room "${roomId}": its owner's tier (${tier}) allows ${limit} rooms in use at once, and ${count} are`)
  }
}

async function inUse({ presence, now }: RoomsContext, roomId: string): Promise<boolean> {
  return (await presence.list(roomId)).some((participant) => holdsPlace(participant, { nowMs: now() }))
}
