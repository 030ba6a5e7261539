import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { teamInvitations, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import type { TeamsDeps } from './teams.ts'

/**
 * An account is deleted: invitations of its address go, and a team whose last owner it is gets the longest-serving administrator, else member,
 * as owner; a team without anyone else goes. Called before the account's row goes; may be called again.
 */
export async function forgetAccountInTeams({ db, log }: Pick<TeamsDeps, 'db' | 'log'>, { accountId, email }: { accountId: string; email: string }): Promise<void> {
  await db.delete(teamInvitations).where(eq(teamInvitations.email, email))
  const mine = await db.select({ teamId: teamMembers.teamId }).from(teamMembers).where(and(eq(teamMembers.accountId, accountId), eq(teamMembers.role, 'owner')))
  for (const { teamId } of mine) {
    await db.transaction(async (tx) => {
      await tx.select().from(teams).where(eq(teams.teamId, teamId)).for('update')
      const [next] = await tx.select().from(teamMembers).where(and(eq(teamMembers.teamId, teamId), ne(teamMembers.accountId, accountId)))
        .orderBy(sql`case ${teamMembers.role} when 'owner' then 0 when 'admin' then 1 else 2 end`, asc(teamMembers.joinedAt)).limit(1)
      if (!next) await tx.delete(teams).where(eq(teams.teamId, teamId))
      else await tx.update(teamMembers).set({ role: 'owner' }).where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.accountId, next.accountId)))
    })
    log.info('team-owner-gone', { teamId })
  }
}
