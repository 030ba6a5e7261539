import { eq } from 'drizzle-orm'
import type { Room } from '../../domain/room.ts'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'
import { tellWaiting } from './waiting.ts'

/** Hosts: guests wait to be admitted, or they come in by themselves; nobody waits any more then. Throws DomainError `forbidden`, `unavailable`. */
export async function setLobby(context: RoomsContext, { lobby, ...input }: RoomAction & { readonly lobby: boolean }): Promise<Room> {
  const room = await changeRoom(context, input, { action: 'change the lobby', set: { lobby } })
  if (lobby) return room
  const waited = await context.db.delete(roomWaiting).where(eq(roomWaiting.roomId, room.roomId)).returning({ peerId: roomWaiting.peerId })
  if (waited.length > 0) await tellWaiting(context, room.roomId)
  return room
}
