import type { Participant } from '../../domain/room.ts'
import { cameIn, wentAway } from './arrivals.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PeerInput } from './rooms.ts'

/** Tells the room when a participant's connection appears or is gone. Throws DomainError `not-found`. */
export async function setPresence(
  context: RoomsContext,
  { roomId, peerId, present }: PeerInput & { readonly present: boolean },
): Promise<Participant> {
  const before = await findParticipant(context, { roomId, peerId })
  if (before.present === present) return before
  const participant = { ...before, present }
  await context.presence.put(participant)
  await (present ? cameIn : wentAway)(context, participant)
  return participant
}
