import { and, count, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { TEAMS_OWNED_MAX } from '../../domain/team.ts'
import { accounts, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { requireProFeatures } from '../accounts/pro_features.ts'
import type { TeamsDeps } from './teams.ts'

/** Creates a team and makes who asks its owner. Throws DomainError `forbidden` for a tier without teams, `conflict` for more than 20. */
export async function createTeam(
  { db, now, log }: Pick<TeamsDeps, 'db' | 'now' | 'log'>, { accountId, name }: { accountId: string; name: string },
): Promise<{ readonly teamId: string }> {
  const teamId = crypto.randomUUID()
  await db.transaction(async (tx) => {
    const [account] = await tx.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId)).for('update')
    if (!account) throw new DomainError('not-found', 'Cannot create a team: there is no such account')
    requireProFeatures(account.tier, 'create a team')
    const [{ owned } = { owned: 0 }] = await tx.select({ owned: count() }).from(teamMembers).where(and(eq(teamMembers.accountId, accountId), eq(teamMembers.role, 'owner')))
    if (owned >= TEAMS_OWNED_MAX) throw new DomainError('conflict', `Cannot create a team: you own ${owned}, and ${TEAMS_OWNED_MAX} may be`)
    await tx.insert(teams).values({ teamId, name, createdAt: new Date(now()) })
    await tx.insert(teamMembers).values({ teamId, accountId, role: 'owner', joinedAt: new Date(now()) })
  })
  log.info('team-created', { teamId, accountId })
  return { teamId }
}
