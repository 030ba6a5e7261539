import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { PeerInput } from './rooms.ts'

/** Throws DomainError `not-found` for an unknown room or for someone who is not a member of it. */
export async function findParticipant({ presence }: RoomsContext, { roomId, peerId }: PeerInput): Promise<Participant> {
  const participant = await presence.find(roomId, peerId)
  if (!participant) throw new DomainError('not-found', `Cannot find participant "${peerId.slice(0, 40)}" in room "${roomId.slice(0, 40)}"`)
  return participant
}
