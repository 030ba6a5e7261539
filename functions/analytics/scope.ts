import { and, eq, gt, gte, inArray, isNull, lt, or } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Db } from '../../infra/db/db.ts'
import { meetings, teamMembers } from '../../infra/db/schema/mod.ts'

/** Whose meetings: those of an account's own rooms and of its teams, or everyone's, of which sums alone are told. */
export type Whose = { readonly accountId: string } | 'everyone'

export interface Range {
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
}

/** Said before the meeting was opened or after it was closed, ms (functions/transcripts/meeting_of.ts), and of lines that began in the evening. */
const AROUND_MS = 60 * 60_000

/** Ids of the meetings that went on in the range, as a subquery of one column. Meetings that someone only attended are not among theirs. */
export function meetingsOf(db: Db, whose: Whose, { fromMs, toMs }: Range) {
  const id = { meetingId: meetings.meetingId }
  const during = and(
    lt(meetings.startedAt, new Date(toMs + AROUND_MS)),
    or(isNull(meetings.endedAt), gte(meetings.endedAt, new Date(fromMs - AROUND_MS)), gt(meetings.startedAt, new Date(fromMs - AROUND_MS))),
  )
  if (whose === 'everyone') return db.select(id).from(meetings).where(during)
  const teams = db.select({ teamId: teamMembers.teamId }).from(teamMembers).where(eq(teamMembers.accountId, whose.accountId))
  return union(
    db.select(id).from(meetings).where(and(eq(meetings.ownerId, whose.accountId), during)),
    db.select(id).from(meetings).where(and(inArray(meetings.teamId, teams), during)),
  )
}
