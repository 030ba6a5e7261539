import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import { holdsPlace } from './presence/presence.ts'
import { takeInFreeRoom } from './rooms_at_once.ts'
import type { PeerInput } from './rooms.ts'

/** A member's connection opens: whose place has lapsed takes one again. Throws DomainError `not-found`, `rooms-at-once`, `room-full`. */
export async function connectParticipant(context: RoomsContext, input: PeerInput): Promise<Participant> {
  const participant = await findParticipant(context, input)
  const nowMs = context.now()
  if (holdsPlace(participant, { nowMs })) return participant
  const record = await context.records.recent(input.roomId)
  const { peopleMax } = record.room
  const { admitted, taken } = await takeInFreeRoom(context, record, () => context.presence.admit(participant, { peopleMax, nowMs }))
  if (!admitted) throw new DomainError('room-full', `Cannot come back to room "${input.roomId}": it is full (${taken} of ${peopleMax})`)
  return participant
}
