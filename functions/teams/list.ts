import { and, asc, count, desc, eq, isNotNull } from 'drizzle-orm'
import type { TeamInvitation, TeamSummary } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, teamInvitations, teamMembers, teams } from '../../infra/db/schema/mod.ts'

/** The teams that an account is in, by name. */
export async function listTeams({ db }: { db: Db }, accountId: string): Promise<TeamSummary[]> {
  const mine = await db.select({ teamId: teams.teamId, name: teams.name, role: teamMembers.role }).from(teamMembers)
    .innerJoin(teams, eq(teams.teamId, teamMembers.teamId)).where(eq(teamMembers.accountId, accountId)).orderBy(asc(teams.name), asc(teams.teamId))
  return await Promise.all(mine.map(async (team) => ({ ...team, members: await countMembers(db, team.teamId) })))
}

export async function countMembers(db: Db, teamId: string): Promise<number> {
  const [{ members } = { members: 0 }] = await db.select({ members: count() }).from(teamMembers).where(eq(teamMembers.teamId, teamId))
  return members
}

/** Invitations to the confirmed address of an account, the newest first. */
export async function listInvitations({ db }: { db: Db }, accountId: string): Promise<TeamInvitation[]> {
  const rows = await db.select({ invitation: teamInvitations, teamName: teams.name }).from(accounts)
    .innerJoin(teamInvitations, eq(teamInvitations.email, accounts.email))
    .innerJoin(teams, eq(teams.teamId, teamInvitations.teamId))
    .where(and(eq(accounts.accountId, accountId), isNotNull(accounts.emailVerifiedAt))).orderBy(desc(teamInvitations.invitedAt))
  return rows.map(({ invitation, teamName }) => toInvitation(invitation, teamName))
}

export function toInvitation({ teamId, email, role, invitedAt }: typeof teamInvitations.$inferSelect, teamName: string): TeamInvitation {
  return { teamId, teamName, email, role, invitedAtMs: invitedAt.getTime() }
}
