import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { meetings } from '../../infra/db/schema/mod.ts'
import { countUsage } from './count_usage.ts'

/** Counts that somebody asked a room's documents, in the meeting that goes on there; without one it is not counted. Throws what the database throws. */
export async function countQuestion({ db, now }: { readonly db: Db; readonly now: () => number }, roomId: string): Promise<void> {
  const [open] = await db.select({ meetingId: meetings.meetingId }).from(meetings).where(and(eq(meetings.roomId, roomId), isNull(meetings.endedAt))).limit(1)
  if (open) await countUsage(db, { meetingId: open.meetingId, kind: 'document-question', atMs: now() })
}
