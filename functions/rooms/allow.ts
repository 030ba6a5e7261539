import { DomainError } from '../../domain/errors.ts'
import type { Participant, Role } from '../../domain/room.ts'
import { outranks } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { RoomRecord } from './record.ts'
import { roleOf } from './role_of.ts'
import type { PersonAction, RoomAction } from './rooms.ts'

const NAMES: Readonly<Record<Role, string>> = { owner: 'the owner', cohost: 'a co-host', guest: 'a guest' }

export interface Allowed {
  readonly record: RoomRecord
  readonly role: Role
}

/**
 * The room and the role of whoever asks: the higher one of what they are in the meeting and what their account is to the room.
 * @param action for the refusal, as in `lock`
 * Throws DomainError `forbidden` below `least`, `not-found`, `room-closed`.
 */
export async function requireRole(context: RoomsContext, { roomId, actor }: RoomAction, { least, action }: { least: 'cohost' | 'owner'; action: string }): Promise<Allowed> {
  const record = await context.records.find(roomId)
  const role = await roleOf(context, record, actor)
  if (role !== least && !outranks(role, least)) {
    throw new DomainError('forbidden', `Cannot ${action} in room "${roomId}": you are ${NAMES[role]} there`)
  }
  if (record.room.closedAtMs !== null) throw new DomainError('room-closed', `Cannot ${action} in room "${roomId}": the meeting is over`)
  return { record, role }
}

/** As `requireRole` for hosts, with the person it is about, whom the one who asks has to outrank. */
export async function requireOver(context: RoomsContext, input: PersonAction, action: string): Promise<Allowed & { readonly person: Participant }> {
  const allowed = await requireRole(context, input, { least: 'cohost', action })
  const person = await findParticipant(context, input)
  if (!outranks(allowed.role, person.role)) {
    throw new DomainError('forbidden', `Cannot ${action} "${person.name}" in room "${input.roomId}": they are ${NAMES[person.role]}, you are ${NAMES[allowed.role]}`)
  }
  return { ...allowed, person }
}
