import { sql } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { accounts, lines, lineTexts, meetingPeople, meetings, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { createWords } from './words.ts'
import type { Words } from './words.ts'

export const MEETINGS = 1_000
export const LINES_EACH = 100
const PEOPLE = ['Ada', 'Bea', 'Chi', 'Duy'] as const
const NOW_MS = Date.UTC(2026, 10, 24)
const EVERY_MS = 6 * 3_600_000

/**
 * An account with 1,000 meetings: half its own, a third its team's, the rest that it was in; 100 lines each, every one in English and
 * Portuguese. The same on every run.
 */
export async function fill(db: Db): Promise<{ readonly accountId: string; readonly words: Words }> {
  return db.transaction((tx) => fillAll(tx))
}

async function fillAll(db: Db): Promise<{ readonly accountId: string; readonly words: Words }> {
  const words = createWords()
  const [accountId, otherId, teamId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const createdAt = new Date(NOW_MS)
  await db.insert(accounts).values([accountId, otherId].map((id) => ({ accountId: id, email: `${id}@bench.test`, name: 'Ada', createdAt })))
  await db.insert(teams).values({ teamId, name: 'Team', createdAt })
  await db.insert(teamMembers).values({ teamId, accountId, role: 'member', joinedAt: createdAt })
  for (let at = 0; at < MEETINGS; at += 1) {
    const [meetingId, startMs] = [crypto.randomUUID(), NOW_MS - at * EVERY_MS]
    const [own, team] = [at % 2 === 0, at % 6 === 1 || at % 6 === 3]
    await db.insert(meetings).values({
      meetingId, roomId: `room-${at}`, name: `${words.sentence(3)} ${at}`, ownerId: own ? accountId : otherId, teamId: team ? teamId : null,
      startedAt: new Date(startMs), endedAt: new Date(startMs + 3_600_000),
    })
    await db.insert(meetingPeople).values(PEOPLE.map((name, person) => ({
      meetingId, peerId: name, name, accountId: person === 0 && !own && !team ? accountId : null, joinedAt: new Date(startMs + person), lines: LINES_EACH / PEOPLE.length,
    })))
    const said = Array.from({ length: LINES_EACH }, (_, line) => ({ lineId: crypto.randomUUID(), startedAt: new Date(startMs + line * 30_000), who: PEOPLE[line % PEOPLE.length]! }))
    await db.insert(lines).values(said.map(({ lineId, startedAt, who }) => ({
      lineId, meetingId, kind: 'speech' as const, peerId: who, speakerName: who, language: 'en', confidence: 0.9, startedAt, endedAt: new Date(startedAt.getTime() + 4_000),
    })))
    await db.insert(lineTexts).values(said.flatMap(({ lineId, startedAt }) => [
      { lineId, meetingId, startedAt, language: 'en', text: words.sentence(), original: true, engine: null },
      { lineId, meetingId, startedAt, language: 'pt', text: words.sentence(), original: false, engine: 'bergamot' },
    ]))
  }
  return { accountId, words }
}

/** What autovacuum does within a minute, and where there is none, in PGlite, Parley itself every day. */
export async function settle(db: Db, name: 'pglite' | 'postgres'): Promise<void> {
  await db.execute(name === 'postgres' ? sql`vacuum analyze` : sql`analyze meetings, meeting_people, lines, line_texts`)
}
