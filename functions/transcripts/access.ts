import { and, eq, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { MeetingAccess } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { meetingPeople, meetings, roomHosts, teamMembers } from '../../infra/db/schema/mod.ts'

export type MeetingRow = typeof meetings.$inferSelect

/**
 * The meeting, for someone who may read it: its owner, members of its team, and accounts that were there; administrators may not.
 * Throws DomainError `not-found` for everyone else and for a meeting that is not there, which tells neither from the other.
 */
export async function readableMeeting(db: Db, { meetingId, accountId }: { meetingId: string; accountId: string }): Promise<MeetingAccess & { readonly meeting: MeetingRow }> {
  const refused = new DomainError('not-found', 'Cannot open this transcript: there is none at this address, or it is not yours to read')
  if (!z.uuid().safeParse(meetingId).success) throw refused
  const [row] = await db.select({
    meeting: meetings,
    teamRole: sql<string | null>`(select ${teamMembers.role} from ${teamMembers} where ${and(eq(teamMembers.teamId, meetings.teamId), eq(teamMembers.accountId, accountId))})`,
    hosts: sql<boolean>`exists (select 1 from ${roomHosts} where ${and(eq(roomHosts.roomId, meetings.roomId), eq(roomHosts.accountId, accountId))})`,
    attended: sql<boolean>`exists (select 1 from ${meetingPeople} where ${and(eq(meetingPeople.meetingId, meetings.meetingId), eq(meetingPeople.accountId, accountId))})`,
  }).from(meetings).where(eq(meetings.meetingId, meetingId))
  if (!row) throw refused
  const { meeting, teamRole, attended } = row
  const isOwner = meeting.ownerId === accountId
  if (!isOwner && teamRole === null && !attended) throw refused
  return { meeting, owns: isOwner || teamRole === 'owner' || teamRole === 'admin', hosts: row.hosts }
}

/** Ids of every meeting that an account may read, as a subquery of one column. */
export function readableMeetingIds(db: Db, accountId: string) {
  const id = { meetingId: meetings.meetingId }
  return union(
    db.select(id).from(meetings).where(eq(meetings.ownerId, accountId)),
    db.select(id).from(teamMembers).innerJoin(meetings, eq(meetings.teamId, teamMembers.teamId)).where(eq(teamMembers.accountId, accountId)),
    db.select({ meetingId: meetingPeople.meetingId }).from(meetingPeople).where(eq(meetingPeople.accountId, accountId)),
  )
}
