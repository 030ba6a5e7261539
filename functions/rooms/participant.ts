import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findRoom } from './find.ts'
import type { PeerInput } from './rooms.ts'

/** Throws DomainError `not-found` for an unknown room or for someone who is not a member of it. */
export async function findParticipant(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<Participant> {
  await findRoom(context, roomId)
  const participant = await context.store.findParticipant(roomId, peerId)
  if (!participant) throw new DomainError('not-found', `Cannot find participant "${peerId.slice(0, 40)}" in room "${roomId}"`)
  return participant
}
