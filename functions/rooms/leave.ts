import { wentAway } from './arrivals.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PeerInput } from './rooms.ts'

/** Throws DomainError `not-found` for someone who is not a member. */
export async function leaveRoom(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<void> {
  const person = await findParticipant(context, { roomId, peerId })
  await context.presence.remove(roomId, peerId)
  if (person.present) await wentAway(context, person)
}
