import { requireOver } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { PersonAction } from './rooms.ts'

/** Hosts: ends the screen that someone shares. Throws DomainError `forbidden`, `not-found`. */
export async function stopShare(context: RoomsContext, input: PersonAction): Promise<void> {
  await requireOver(context, input, 'stop the share of')
  await context.announce(input.roomId, { type: 'share-stopped', peerId: input.peerId })
}
