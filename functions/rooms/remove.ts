import { roomBans } from '../../infra/db/schema/mod.ts'
import { requireOver } from './allow.ts'
import { wentAway } from './arrivals.ts'
import type { RoomsContext } from './create_rooms.ts'
import { bannedNames } from './record.ts'
import type { PersonAction } from './rooms.ts'

/**
 * Hosts: ends someone's membership for good; neither their account nor their device comes in again.
 * Throws DomainError `forbidden`, `not-found`, `unavailable`.
 */
export async function removeParticipant(context: RoomsContext, input: PersonAction): Promise<void> {
  const { roomId, peerId } = input
  const { person } = await requireOver(context, input, 'remove')
  const names = bannedNames(person)
  if (names.length > 0) {
    const bannedAt = new Date(context.now())
    await context.db.insert(roomBans).values(names.map((who) => ({ roomId, who, bannedAt }))).onConflictDoNothing()
    context.records.forget(roomId)
  }
  await context.presence.remove(roomId, peerId)
  // The connection is told why before anything else ends it.
  await context.announce(roomId, { type: 'participant-removed', peerId })
  if (person.present) await wentAway(context, person)
}
