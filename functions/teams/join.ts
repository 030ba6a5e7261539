import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { teamInvitations, teamMembers } from '../../infra/db/schema/mod.ts'
import { listInvitations } from './list.ts'
import type { TeamInput } from './membership.ts'
import type { TeamsDeps } from './teams.ts'

/** Joins the team that one is invited to, or declines; either works once. Throws DomainError `not-found` for whoever is not invited. */
export async function answerInvitation(
  { db, now, log }: Pick<TeamsDeps, 'db' | 'now' | 'log'>, { teamId, accountId, accept }: TeamInput & { readonly accept: boolean },
): Promise<void> {
  await db.transaction(async (tx) => {
    const invitation = (await listInvitations({ db: tx }, accountId)).find((each) => each.teamId === teamId)
    const taken = invitation && await tx.delete(teamInvitations).where(and(eq(teamInvitations.teamId, teamId), eq(teamInvitations.email, invitation.email))).returning()
    if (!taken?.[0]) throw new DomainError('not-found', 'Cannot answer this invitation: it was withdrawn, or it is not yours')
    if (accept) await tx.insert(teamMembers).values({ teamId, accountId, role: taken[0].role, joinedAt: new Date(now()) }).onConflictDoNothing()
  })
  log.info(accept ? 'team-joined' : 'team-invitation-declined', { teamId, accountId })
}
