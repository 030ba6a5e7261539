import { and, eq, isNull } from 'drizzle-orm'
import type { Meeting } from '../../../domain/room.ts'
import { meetings } from '../../../infra/db/schema/mod.ts'
import type { RoomsContext } from '../create_rooms.ts'

/** The meeting under way, or null. Throws DomainError `not-found`, `unavailable` while the database is away. */
export async function findOpenMeeting({ db, records, limits }: RoomsContext, roomId: string): Promise<Meeting | null> {
  const { room } = await records.recent(roomId)
  const [row] = await db.select().from(meetings).where(and(eq(meetings.roomId, roomId), isNull(meetings.endedAt)))
  if (!row) return null
  const startedAtMs = row.startedAt.getTime()
  const { roomLengthMs } = limits(room.tier)
  return { meetingId: row.meetingId, roomId, startedAtMs, endsAtMs: roomLengthMs === null ? null : startedAtMs + roomLengthMs }
}
