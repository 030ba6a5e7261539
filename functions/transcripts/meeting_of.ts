import { and, desc, eq, gte, isNull, lte, or } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, meetings, rooms } from '../../infra/db/schema/mod.ts'

/** The meeting that went on in a room at a time, ms since the epoch. */
export type MeetingOf = (roomId: string, atMs: number) => Promise<{ readonly meetingId: string }>

/** What was said just before a meeting was opened, or after it was closed, belongs to it, ms. */
const AROUND_MS = 60_000

/**
 * Finds the meeting by its times; the open one otherwise; and opens one when the room has none, with its owner, team and the
 * history of its tier, so that no line is without a place. Throws DomainError `not-found` for a room that was deleted, from which nothing
 * is to be kept, and what the database throws.
 */
export function createMeetingOf({ db, limits = (tier) => TIERS[tier] }: { db: Db; limits?: (tier: Tier) => TierLimits }): MeetingOf {
  const find = async (roomId: string, atMs: number) => {
    const [then] = await db.select({ meetingId: meetings.meetingId }).from(meetings)
      .where(and(
        eq(meetings.roomId, roomId),
        lte(meetings.startedAt, new Date(atMs + AROUND_MS)),
        or(isNull(meetings.endedAt), gte(meetings.endedAt, new Date(atMs - AROUND_MS))),
      ))
      .orderBy(desc(meetings.startedAt)).limit(1)
    if (then) return then
    const [open] = await db.select({ meetingId: meetings.meetingId }).from(meetings).where(and(eq(meetings.roomId, roomId), isNull(meetings.endedAt))).limit(1)
    return open ?? null
  }
  return async (roomId, atMs) => {
    const found = await find(roomId, atMs)
    if (found) return found
    const [room] = await db.select({ name: rooms.name, ownerId: rooms.ownerId, teamId: rooms.teamId, tier: accounts.tier })
      .from(rooms).leftJoin(accounts, eq(accounts.accountId, rooms.ownerId)).where(eq(rooms.roomId, roomId))
    if (!room) throw new DomainError('not-found', `Cannot keep what was said in room "${roomId.slice(0, 40)}": there is no such room`)
    const { historyMs } = limits(room.tier ?? 'free')
    const [opened] = await db.insert(meetings).values({
      meetingId: crypto.randomUUID(), roomId, name: room.name, ownerId: room.ownerId, teamId: room.teamId,
      startedAt: new Date(atMs), expiresAt: historyMs === null ? null : new Date(atMs + historyMs),
    }).onConflictDoNothing().returning({ meetingId: meetings.meetingId })
    // Another process opened it at the same moment.
    return opened ?? (await find(roomId, atMs))!
  }
}
