import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { TeamRole } from '../../domain/team.ts'
import { teamOutranks } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import { teamMembers, teams } from '../../infra/db/schema/mod.ts'

export interface Membership {
  readonly teamId: string
  readonly name: string
  readonly role: TeamRole
}

/** A team, for someone who asks about it. */
export interface TeamInput {
  readonly teamId: string
  /** Who asks. */
  readonly accountId: string
}

/** Throws DomainError `not-found` for whoever is no member, as if there were no such team. */
export async function requireMember(db: Db, { teamId, accountId }: TeamInput): Promise<Membership> {
  const [found] = z.uuid().safeParse(teamId).success
    ? await db.select({ teamId: teams.teamId, name: teams.name, role: teamMembers.role }).from(teamMembers)
      .innerJoin(teams, eq(teams.teamId, teamMembers.teamId)).where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.accountId, accountId)))
    : []
  if (!found) throw new DomainError('not-found', 'Cannot find this team: there is none at this address, or you are not in it')
  return found
}

/**
 * As `requireMember`, for those who run the team.
 * @param action for the refusal, as in `invite people`
 * Throws DomainError `forbidden` below `least`.
 */
export async function requireTeamRole(db: Db, input: TeamInput, { least, action }: { least: 'admin' | 'owner'; action: string }): Promise<Membership> {
  const membership = await requireMember(db, input)
  if (membership.role !== least && !teamOutranks(membership.role, least)) {
    throw new DomainError('forbidden', `Cannot ${action} in the team "${membership.name}": you are ${membership.role === 'admin' ? 'an administrator' : 'a member'} of it`)
  }
  return membership
}
