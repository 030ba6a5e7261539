import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PeerInput } from './rooms.ts'

/** Throws DomainError `not-found` for someone who is not a member. */
export async function leaveRoom(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<void> {
  const { present } = await findParticipant(context, { roomId, peerId })
  await context.store.removeParticipant(roomId, peerId)
  if (present) await context.announce(roomId, { type: 'participant-left', peerId })
}
