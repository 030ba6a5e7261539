import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { takeInFreeRoom } from './rooms_at_once.ts'
import type { RoomRecord } from './record.ts'

/** Takes a place in the room, within the limits of its tier. Throws DomainError `rooms-at-once`, `room-full`. */
export async function letIn(context: RoomsContext, record: RoomRecord, participant: Participant): Promise<Participant> {
  const { roomId, peopleMax } = record.room
  const { admitted, taken } = await takeInFreeRoom(context, record, () => context.presence.admit(participant, { peopleMax, nowMs: context.now() }))
  if (!admitted) throw new DomainError('room-full', `Cannot join room "${roomId}": it is full (${taken} of ${peopleMax})`)
  return participant
}
