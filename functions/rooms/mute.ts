import { requireOver } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { PersonAction } from './rooms.ts'

/** Hosts: mutes someone's microphone; they may unmute. Throws DomainError `forbidden`, `not-found`. */
export async function muteParticipant(context: RoomsContext, input: PersonAction): Promise<void> {
  await requireOver(context, input, 'mute')
  await context.announce(input.roomId, { type: 'participant-muted', peerId: input.peerId })
}
