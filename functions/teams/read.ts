import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import type { Team } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, rooms, teamInvitations, teamMembers } from '../../infra/db/schema/mod.ts'
import { toInvitation } from './list.ts'
import { requireMember } from './membership.ts'
import type { TeamInput } from './membership.ts'

const ROOMS_SHOWN = 200

/** A team for one of its members. Throws DomainError `not-found` for everyone else. */
export async function readTeam({ db }: { db: Db }, input: TeamInput): Promise<Team> {
  const { teamId, accountId } = input
  const membership = await requireMember(db, input)
  const [people, invitations, shared, own] = await Promise.all([
    db.select({ accountId: accounts.accountId, name: accounts.name, email: accounts.email, role: teamMembers.role, joinedAt: teamMembers.joinedAt }).from(teamMembers)
      .innerJoin(accounts, eq(accounts.accountId, teamMembers.accountId)).where(eq(teamMembers.teamId, teamId)).orderBy(asc(teamMembers.joinedAt), asc(accounts.accountId)),
    membership.role === 'member' ? [] : db.select().from(teamInvitations).where(eq(teamInvitations.teamId, teamId)).orderBy(desc(teamInvitations.invitedAt)),
    db.select().from(rooms).where(and(eq(rooms.teamId, teamId), isNull(rooms.closedAt))).orderBy(desc(rooms.createdAt)).limit(ROOMS_SHOWN),
    db.select().from(rooms).where(and(eq(rooms.ownerId, accountId), isNull(rooms.teamId), isNull(rooms.closedAt))).orderBy(desc(rooms.createdAt)).limit(ROOMS_SHOWN),
  ])
  const toTeamRoom = ({ roomId, name, ownerId }: typeof rooms.$inferSelect) => ({ roomId, name, mine: ownerId === accountId })
  return {
    ...membership,
    members: people.length,
    people: people.map(({ joinedAt, ...person }) => ({ ...person, joinedAtMs: joinedAt.getTime() })),
    invitations: invitations.map((row) => toInvitation(row, membership.name)),
    rooms: shared.map(toTeamRoom),
    shareable: own.map(toTeamRoom),
  }
}
