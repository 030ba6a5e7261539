import { eq } from 'drizzle-orm'
import type { Tier } from '../../domain/tier.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, meetingPeople, meetings } from '../../infra/db/schema/mod.ts'
import { recordLine } from './record_line.ts'

/** When the meetings of the tests begin, ms since the epoch. */
export const BEGAN_MS = Date.UTC(2026, 10, 24, 9)

/** For tests: an account; returns its id. */
export async function addAccount(db: Db, name: string, { tier = 'free' as Tier, isAdmin = false } = {}): Promise<string> {
  const accountId = crypto.randomUUID()
  await db.insert(accounts).values({ accountId, email: `${accountId}@parley.test`, name, tier, isAdmin, createdAt: new Date(BEGAN_MS) })
  return accountId
}

export interface AddMeeting {
  readonly ownerId?: string | null
  readonly teamId?: string | null
  readonly name?: string
  readonly startMs?: number
  readonly expiresMs?: number | null
  /** Peer id → account of those who were there. */
  readonly people?: Readonly<Record<string, string | null>>
}

/** For tests: a meeting of an hour in a room of its own; returns its id and the room's. */
export async function addMeeting(db: Db, { ownerId = null, teamId = null, name = 'Weekly', startMs = BEGAN_MS, expiresMs = null, people = {} }: AddMeeting = {}) {
  const meetingId = crypto.randomUUID()
  const roomId = `room-${meetingId.slice(0, 8)}`
  const startedAt = new Date(startMs)
  await db.insert(meetings).values({
    meetingId, roomId, name, ownerId, teamId, startedAt, endedAt: new Date(startMs + 3_600_000), expiresAt: expiresMs === null ? null : new Date(expiresMs),
  })
  for (const [peerId, accountId] of Object.entries(people)) await db.insert(meetingPeople).values({ meetingId, peerId, accountId, name: peerId, joinedAt: startedAt })
  return { meetingId, roomId }
}

let count = 0

/** For tests: a line that Ada says in English, read in Portuguese. */
export function sampleLine(roomId: string, over: Partial<RecordedLine> = {}): RecordedLine {
  const startMs = BEGAN_MS + 10_000 + (count += 1) * 1_000
  return {
    lineId: crypto.randomUUID(), kind: 'speech', roomId, peerId: 'ada', speakerName: 'Ada', language: 'en', text: 'Good morning everyone',
    confidence: 0.9, startMs, endMs: startMs + 900, translations: [{ language: 'pt', text: 'Bom dia a todos', engine: 'bergamot' }], ...over,
  }
}

/** For tests: stores lines one after the other, in the meeting of their room whenever they were said. */
export async function addLines(db: Db, ...recorded: readonly RecordedLine[]): Promise<void> {
  const meetingOf = async (roomId: string) => (await db.query.meetings.findFirst({ columns: { meetingId: true }, where: eq(meetings.roomId, roomId) }))!
  for (const line of recorded) await recordLine({ db, meetingOf }, line)
}
