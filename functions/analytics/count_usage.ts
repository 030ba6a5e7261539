import { sql } from 'drizzle-orm'
import type { UsageKind } from '../../domain/analytics.ts'
import type { Db } from '../../infra/db/db.ts'
import { meetingUsage } from '../../infra/db/schema/mod.ts'

/** Every time zone's day begins with a quarter of an hour. */
const QUARTER_MS = 15 * 60_000

export interface Usage {
  readonly meetingId: string
  readonly kind: UsageKind
  /** When it was used, ms since the epoch. */
  readonly atMs: number
  /** How often; once when left out. */
  readonly by?: number
}

/** Counts that something was used in a meeting; it goes with the meeting. Throws what the database throws, also for a meeting that is gone. */
export async function countUsage(db: Db, { meetingId, kind, atMs, by = 1 }: Usage): Promise<void> {
  await db.insert(meetingUsage).values({ meetingId, kind, usedAt: new Date(Math.floor(atMs / QUARTER_MS) * QUARTER_MS), count: by })
    .onConflictDoUpdate({ target: [meetingUsage.meetingId, meetingUsage.usedAt, meetingUsage.kind], set: { count: sql`${meetingUsage.count} + excluded.count` } })
}
