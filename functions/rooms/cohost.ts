import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { roomHosts } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PersonAction } from './rooms.ts'
import { requireAccount } from './require_account.ts'
import { setRole } from './set_role.ts'

/**
 * The owner: makes someone in the meeting a co-host, or a guest again. An account stays co-host when it comes back; a guest is one until
 * they leave. Throws DomainError `forbidden`, `not-found`, `conflict` for the owner and for an account that was deleted.
 */
export async function setCoHost(context: RoomsContext, { coHost, ...input }: PersonAction & { readonly coHost: boolean }): Promise<void> {
  const { roomId } = input
  await requireRole(context, input, { least: 'owner', action: 'choose co-hosts' })
  const person = await findParticipant(context, input)
  if (person.role === 'owner') throw new DomainError('conflict', `Cannot make "${person.name}" a co-host of room "${roomId}": they are the owner`)
  const { accountId } = person
  if (coHost) await requireAccount(context.db, person, `make "${person.name}" a co-host of room "${roomId}"`)
  if (accountId !== null) {
    if (coHost) await context.db.insert(roomHosts).values({ roomId, accountId }).onConflictDoNothing()
    else await context.db.delete(roomHosts).where(and(eq(roomHosts.roomId, roomId), eq(roomHosts.accountId, accountId)))
    context.records.forget(roomId)
  }
  await setRole(context, person, coHost ? 'cohost' : 'guest')
}
