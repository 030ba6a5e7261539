import type { Participant, Preferences } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { requireHears } from './hears.ts'
import { findParticipant } from './participant.ts'
import type { PeerInput } from './rooms.ts'

/** Changes one's own languages during the meeting. Throws DomainError `not-found`, `forbidden` for what the room's tier does not let anyone hear. */
export async function updatePreferences(
  context: RoomsContext,
  { roomId, peerId, preferences }: PeerInput & { readonly preferences: Partial<Preferences> },
): Promise<Participant> {
  if (preferences.hears === 'cloned') requireHears(context, (await context.records.find(roomId)).room, preferences)
  const before = await findParticipant(context, { roomId, peerId })
  const participant = { ...before, preferences: { ...before.preferences, ...preferences } }
  await context.presence.put(participant)
  await context.announce(roomId, { type: 'participant-changed', participant })
  return participant
}
