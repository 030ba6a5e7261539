import { eq } from 'drizzle-orm'
import type { RoomClosed } from '../../domain/events.ts'
import type { Room } from '../../domain/room.ts'
import { rooms, roomWaiting } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import { wentAway } from './arrivals.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** The owner: ends the meeting for everyone; nobody can join again. Throws DomainError `forbidden`, `not-found`, `unavailable`. */
export async function closeRoom(context: RoomsContext, input: RoomAction): Promise<Room> {
  const { roomId } = input
  await requireRole(context, input, { least: 'owner', action: 'end the meeting' })
  await context.db.update(rooms).set({ closedAt: new Date(context.now()) }).where(eq(rooms.roomId, roomId))
  context.records.forget(roomId)
  await endForEveryone(context, roomId, { reason: 'ended', message: 'The host has ended the meeting.' })
  return (await context.records.find(roomId)).room
}

/** Tells everyone, ends their memberships, and the meeting with them. */
export async function endForEveryone(context: RoomsContext, roomId: string, told: { readonly reason: RoomClosed; readonly message: string }): Promise<void> {
  // First of all: a page that is told comes back and must not be a member any more.
  const people = await context.presence.list(roomId)
  for (const { peerId } of people) await context.presence.remove(roomId, peerId)
  await context.announce(roomId, { type: 'room-closed', ...told })
  for (const person of people) if (person.present) await wentAway(context, person)
  await context.db.delete(roomWaiting).where(eq(roomWaiting.roomId, roomId))
  context.meetings.add({ type: 'ended', roomId, atMs: context.now() })
  await context.meetings.settled()
}
