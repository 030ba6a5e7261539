import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { MeetingSummary, Page } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { meetingPeople, meetings, teamMembers } from '../../infra/db/schema/mod.ts'
import type { MeetingRow } from './access.ts'
import { fromCursor, momentSchema, toCursor } from './_cursor.ts'

const LIMIT = 20
const NAMES_SHOWN = 4
const cursorSchema = z.tuple([momentSchema, z.uuid()])

/**
 * Meetings that an account may read, newest first: its own, its teams', and those that it was in.
 * @param limit 1 to 100; 20 when left out
 * Throws DomainError `invalid-input` for a cursor that this did not make.
 */
export async function listMeetings({ db }: { db: Db }, accountId: string, { cursor, limit = LIMIT }: { cursor?: string; limit?: number } = {}): Promise<Page<MeetingSummary>> {
  const position = cursor === undefined ? null : fromCursor(cursor, cursorSchema)
  const older = position
    ? sql`(${meetings.startedAt}, ${meetings.meetingId}) < (${new Date(position[0]).toISOString()}::timestamptz, ${position[1]}::uuid)`
    : undefined
  const columns = { meetingId: meetings.meetingId, startedAt: meetings.startedAt }
  const newest = [desc(meetings.startedAt), desc(meetings.meetingId)] as const
  const more = Math.max(1, Math.min(limit, 100)) + 1
  // Each way to a meeting walks its own index and stops after a page.
  const found = await union(
    db.select(columns).from(meetings).where(and(eq(meetings.ownerId, accountId), older)).orderBy(...newest).limit(more),
    db.select(columns).from(teamMembers).innerJoin(meetings, eq(meetings.teamId, teamMembers.teamId))
      .where(and(eq(teamMembers.accountId, accountId), older)).orderBy(...newest).limit(more),
    db.select(columns).from(meetingPeople).innerJoin(meetings, eq(meetings.meetingId, meetingPeople.meetingId))
      .where(and(eq(meetingPeople.accountId, accountId), older)).orderBy(...newest).limit(more),
  ).orderBy(sql`started_at desc, meeting_id desc`).limit(more)
  const ids = found.slice(0, more - 1).map(({ meetingId }) => meetingId)
  const rows = ids.length === 0 ? [] : await db.select().from(meetings).where(inArray(meetings.meetingId, ids)).orderBy(...newest)
  const items = await summarise(db, rows)
  const last = items.at(-1)
  return { items, next: found.length === more && last ? toCursor([last.startMs, last.meetingId]) : null }
}

/** Meetings with who was there and how much was said, in the given order. */
export async function summarise(db: Db, rows: readonly MeetingRow[]): Promise<MeetingSummary[]> {
  if (rows.length === 0) return []
  const people = await db.select({ meetingId: meetingPeople.meetingId, name: meetingPeople.name, lines: meetingPeople.lines }).from(meetingPeople)
    .where(inArray(meetingPeople.meetingId, rows.map(({ meetingId }) => meetingId))).orderBy(asc(meetingPeople.joinedAt))
  return rows.map((row) => {
    const there = people.filter(({ meetingId }) => meetingId === row.meetingId)
    const names = [...new Set(there.map(({ name }) => name))]
    return {
      meetingId: row.meetingId, roomId: row.roomId, name: row.name,
      startMs: row.startedAt.getTime(), endMs: row.endedAt?.getTime() ?? null, expiresMs: row.expiresAt?.getTime() ?? null,
      lines: there.reduce((sum, { lines }) => sum + lines, 0), people: names.slice(0, NAMES_SHOWN), peopleCount: names.length,
    }
  })
}
