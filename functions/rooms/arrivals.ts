import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Someone is there: the room is told, and the meeting's books. */
export async function cameIn(context: RoomsContext, participant: Participant): Promise<void> {
  context.meetings.add({ type: 'arrived', person: participant, atMs: context.now() })
  await context.announce(participant.roomId, { type: 'participant-joined', participant })
}

/** Someone who was there is not any more. */
export async function wentAway(context: RoomsContext, person: Participant): Promise<void> {
  const { roomId, peerId } = person
  const last = !(await context.presence.list(roomId)).some((other) => other.present && other.peerId !== peerId)
  context.meetings.add({ type: 'left', person, atMs: context.now(), last })
  await context.announce(roomId, { type: 'participant-left', peerId })
}
