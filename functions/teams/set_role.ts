import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { TeamRole } from '../../domain/team.ts'
import { teamMembers } from '../../infra/db/schema/mod.ts'
import { keepAnOwner, lockTeam } from './leave.ts'
import { requireMember, requireTeamRole } from './membership.ts'
import type { MemberInput, TeamsDeps } from './teams.ts'

/** Owners: gives a member another role, owner included. Throws DomainError `not-found`, `forbidden`, `conflict` for the last owner. */
export async function setTeamRole({ db }: Pick<TeamsDeps, 'db'>, { teamId, accountId, memberId, role }: MemberInput & { readonly role: TeamRole }): Promise<void> {
  await db.transaction(async (tx) => {
    await lockTeam(tx, teamId)
    await requireTeamRole(tx, { teamId, accountId }, { least: 'owner', action: 'change roles' })
    const member = await requireMember(tx, { teamId, accountId: memberId }).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'not-found') throw new DomainError('not-found', 'Cannot change this role: they are not in the team')
      throw error
    })
    if (member.role === 'owner' && role !== 'owner') await keepAnOwner(tx, { teamId, accountId: memberId }, 'change this role')
    await tx.update(teamMembers).set({ role }).where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.accountId, memberId)))
  })
}
