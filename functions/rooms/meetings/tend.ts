import { and, asc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { meetings, rooms, roomWaiting } from '../../../infra/db/schema/mod.ts'
import { endForEveryone } from '../close.ts'
import type { RoomsContext } from '../create_rooms.ts'
import { isAway } from '../records.ts'
import { GONE_AFTER_MS, tellWaiting } from '../waiting.ts'
import { endMeeting, unlessGone } from './write_entry.ts'

/** A meeting whose room stayed empty for so long is over. */
const EMPTY_MS = 5 * 60_000
/** Minutes before the end of a room's length at which it is warned, the last one first. */
const WARNINGS = [2, 10] as const
const MINUTE_MS = 60_000
const OPEN_MAX = 10_000

type OpenMeeting = typeof meetings.$inferSelect

/**
 * What time brings: meetings of empty rooms end, and those whose room length runs out after two warnings; people who stopped waiting are
 * forgotten. Every process may do it: each step is claimed in the database. Throws DomainError `unavailable` while that is away.
 */
export async function tendMeetings(context: RoomsContext): Promise<void> {
  await context.meetings.retry()
  const open = await context.db.select().from(meetings).where(isNull(meetings.endedAt)).orderBy(asc(meetings.startedAt)).limit(OPEN_MAX)
  for (const meeting of open) {
    try {
      if (!await tendEmpty(context, meeting)) await tendLength(context, meeting)
    } catch (error) {
      if (isAway(error)) throw error
      // One that cannot be tended holds up no other one.
      context.log.error('meeting-not-tended', { meetingId: meeting.meetingId, error })
    }
  }
  await forgetGone(context)
}

/** @returns whether nobody is there */
async function tendEmpty(context: RoomsContext, { meetingId, roomId, emptiedAt }: OpenMeeting): Promise<boolean> {
  const { db, presence, now } = context
  const present = (await presence.list(roomId)).some((person) => person.present)
  if (present) {
    if (emptiedAt) await db.update(meetings).set({ emptiedAt: null }).where(eq(meetings.meetingId, meetingId))
    return false
  }
  if (!emptiedAt) {
    // Whoever was there went with a process that died.
    await db.update(meetings).set({ emptiedAt: new Date(now()) }).where(and(eq(meetings.meetingId, meetingId), isNull(meetings.emptiedAt)))
  } else if (now() - emptiedAt.getTime() >= EMPTY_MS) {
    await endMeeting(context, { roomId, atMs: emptiedAt.getTime() })
  }
  return true
}

async function tendLength(context: RoomsContext, { meetingId, roomId, startedAt }: OpenMeeting): Promise<void> {
  const { db, records, limits, now } = context
  const record = await records.recent(roomId).catch(unlessGone)
  if (!record) return await endForEveryone(context, roomId, { reason: 'ended', message: 'The meeting has ended: its room was deleted.' })
  const { room } = record
  const { roomLengthMs } = limits(room.tier)
  if (roomLengthMs === null) return
  const endsAtMs = startedAt.getTime() + roomLengthMs
  const leftMs = endsAtMs - now()
  if (leftMs <= 0) return await endForLength(context, { roomId, guests: room.ownerId === null, minutes: roomLengthMs / MINUTE_MS })
  const minutes = WARNINGS.find((each) => leftMs <= each * MINUTE_MS)
  if (minutes === undefined) return
  const unwarned = or(isNull(meetings.warnedMinutes), gt(meetings.warnedMinutes, minutes))
  const claimed = await db.update(meetings).set({ warnedMinutes: minutes }).where(and(eq(meetings.meetingId, meetingId), unwarned)).returning({ meetingId: meetings.meetingId })
  if (claimed.length > 0) await context.announce(roomId, { type: 'room-ending', endsAtMs, minutes })
}

/** The owner may open the room again; a guests' room is over for good. */
async function endForLength(context: RoomsContext, { roomId, guests, minutes }: { roomId: string; guests: boolean; minutes: number }): Promise<void> {
  if (guests) {
    await context.db.update(rooms).set({ closedAt: new Date(context.now()) }).where(eq(rooms.roomId, roomId))
    context.records.forget(roomId)
  }
  await endForEveryone(context, roomId, { reason: 'length', message: `The meeting has ended: a room of this tier lasts ${minutes} minutes.` })
}

async function forgetGone(context: RoomsContext): Promise<void> {
  const gone = await context.db.delete(roomWaiting).where(lt(roomWaiting.seenAt, new Date(context.now() - GONE_AFTER_MS))).returning({ roomId: roomWaiting.roomId })
  for (const roomId of new Set(gone.map(({ roomId }) => roomId))) await tellWaiting(context, roomId)
}
