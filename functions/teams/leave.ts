import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { teamOutranks } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import { rooms, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { requireMember, requireTeamRole } from './membership.ts'
import type { TeamInput } from './membership.ts'
import type { MemberInput, TeamsDeps } from './teams.ts'

/** Leaves a team; rooms of one's own are no longer shared with it. Throws DomainError `not-found`, `conflict` for the last owner. */
export async function leaveTeam({ db, log }: Pick<TeamsDeps, 'db' | 'log'>, input: TeamInput): Promise<void> {
  await db.transaction(async (tx) => {
    await lockTeam(tx, input.teamId)
    const { role } = await requireMember(tx, input)
    if (role === 'owner') await keepAnOwner(tx, input, 'leave the team')
    await endMembership(tx, input)
  })
  log.info('team-left', { ...input })
}

/** Owners and administrators: ends the membership of someone below them. Throws DomainError `not-found`, `forbidden`. */
export async function removeMember({ db, log }: Pick<TeamsDeps, 'db' | 'log'>, { teamId, accountId, memberId }: MemberInput): Promise<void> {
  await db.transaction(async (tx) => {
    await lockTeam(tx, teamId)
    const me = await requireTeamRole(tx, { teamId, accountId }, { least: 'admin', action: 'remove members' })
    const them = await requireMember(tx, { teamId, accountId: memberId })
    if (!teamOutranks(me.role, them.role)) {
      throw new DomainError('forbidden', `Cannot remove this member of the team "${me.name}": their role (${them.role}) is not below yours (${me.role})`)
    }
    await endMembership(tx, { teamId, accountId: memberId })
  })
  log.info('team-member-removed', { teamId, accountId, memberId })
}

/** Throws DomainError `conflict` when there is no other owner. */
export async function keepAnOwner(tx: Db, { teamId, accountId }: TeamInput, action: string): Promise<void> {
  const [other] = await tx.select().from(teamMembers).where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.role, 'owner'), ne(teamMembers.accountId, accountId))).limit(1)
  if (!other) throw new DomainError('conflict', `Cannot ${action}: there is no other owner. Make someone else one first, or delete the team`)
}

/** One change of who is in a team at a time, so that two owners do not both leave. */
export async function lockTeam(tx: Db, teamId: string): Promise<void> {
  if (z.uuid().safeParse(teamId).success) await tx.select().from(teams).where(eq(teams.teamId, teamId)).for('update')
}

async function endMembership(tx: Db, { teamId, accountId }: TeamInput): Promise<void> {
  await tx.update(rooms).set({ teamId: null }).where(and(eq(rooms.teamId, teamId), eq(rooms.ownerId, accountId)))
  await tx.delete(teamMembers).where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.accountId, accountId)))
}
