import { and, eq, isNull, sql } from 'drizzle-orm'
import { DomainError } from '../../../domain/errors.ts'
import type { Tier, TierLimits } from '../../../domain/tier.ts'
import type { Db } from '../../../infra/db/db.ts'
import { meetingPeople, meetings } from '../../../infra/db/schema/mod.ts'
import type { Records } from '../records.ts'
import type { MeetingEntry } from './journal.ts'

export interface WriteDeps {
  readonly db: Db
  readonly records: Records
  readonly limits: (tier: Tier) => TierLimits
}

/**
 * A meeting begins with the first person who is present, and there is one at a time in a room, whichever process writes.
 * Throws DomainError `unavailable` while the database is away.
 */
export async function writeEntry(deps: WriteDeps, entry: MeetingEntry): Promise<void> {
  if (entry.type === 'arrived') return await writeArrival(deps, entry)
  if (entry.type === 'left') return await writeLeaving(deps, entry)
  await endMeeting(deps, entry)
}

async function writeArrival({ db, records, limits }: WriteDeps, { person, atMs }: Extract<MeetingEntry, { type: 'arrived' }>): Promise<void> {
  const { roomId, peerId, accountId, name } = person
  const { room } = await records.find(roomId)
  const at = new Date(atMs)
  await db.transaction(async (tx) => {
    await tx.insert(meetings).values({
      meetingId: crypto.randomUUID(), roomId, name: room.name, ownerId: room.ownerId, teamId: room.teamId,
      startedAt: at, expiresAt: expiry(limits(room.tier).historyMs, atMs),
    }).onConflictDoNothing()
    const [meeting] = await tx.update(meetings).set({ emptiedAt: null }).where(openIn(roomId)).returning({ meetingId: meetings.meetingId })
    if (!meeting) return
    await tx.insert(meetingPeople).values({ meetingId: meeting.meetingId, peerId, accountId, name, joinedAt: at })
      .onConflictDoUpdate({ target: [meetingPeople.meetingId, meetingPeople.peerId], set: { leftAt: null, name } })
  })
}

async function writeLeaving({ db }: WriteDeps, { person: { roomId, peerId }, atMs, last }: Extract<MeetingEntry, { type: 'left' }>): Promise<void> {
  const at = new Date(atMs)
  const [meeting] = await db.select({ meetingId: meetings.meetingId }).from(meetings).where(openIn(roomId))
  if (!meeting) return
  await db.update(meetingPeople).set({ leftAt: at }).where(and(eq(meetingPeople.meetingId, meeting.meetingId), eq(meetingPeople.peerId, peerId)))
  if (last) await db.update(meetings).set({ emptiedAt: at }).where(eq(meetings.meetingId, meeting.meetingId))
}

/** The history's time runs from the meeting's end, or from its start where the room is gone. Nothing happens when no meeting is under way. */
export async function endMeeting({ db, records, limits }: WriteDeps, { roomId, atMs }: { readonly roomId: string; readonly atMs: number }): Promise<void> {
  const record = await records.find(roomId).catch(unlessGone)
  const at = new Date(atMs)
  const [meeting] = await db.update(meetings).set({ endedAt: at, ...(record ? { expiresAt: expiry(limits(record.room.tier).historyMs, atMs) } : {}) })
    .where(openIn(roomId)).returning({ meetingId: meetings.meetingId })
  if (meeting) await db.update(meetingPeople).set({ leftAt: at }).where(and(eq(meetingPeople.meetingId, meeting.meetingId), isNull(meetingPeople.leftAt)))
}

/** For `catch`: null for a room that there is not any more. */
export function unlessGone(error: unknown): null {
  if (error instanceof DomainError && error.code === 'not-found') return null
  throw error
}

function openIn(roomId: string) {
  // As the index of open meetings says it.
  return and(eq(meetings.roomId, roomId), sql`${meetings.endedAt} is null`)
}

function expiry(historyMs: number | null, atMs: number): Date | null {
  return historyMs === null ? null : new Date(atMs + historyMs)
}
