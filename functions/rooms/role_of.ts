import type { Role, Room } from '../../domain/room.ts'
import { outranks } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { roleIn } from './record.ts'
import type { RoomRecord } from './record.ts'
import type { Actor, RoomAction } from './rooms.ts'

/** What whoever asks may do in a room, with the room. Throws DomainError `not-found`. */
export async function findRole(context: RoomsContext, { roomId, actor }: RoomAction): Promise<{ room: Room; role: Role }> {
  const record = await context.records.find(roomId)
  return { room: record.room, role: await roleOf(context, record, actor) }
}

/** The higher one of what someone is in the meeting and what their account is to the room. */
export async function roleOf(context: RoomsContext, record: RoomRecord, { peerId, accountId }: Actor): Promise<Role> {
  const member = peerId === null ? null : await context.presence.find(record.room.roomId, peerId)
  const byAccount = roleIn(record, { accountId, deviceId: null })
  return member && outranks(member.role, byAccount) ? member.role : byAccount
}
