import type { Db } from '../../infra/db/db.ts'
import { dubs, lines, lineTexts, meetingPeople, meetings, meetingUsage, ratings, textMeasures } from '../../infra/db/schema/mod.ts'
import { USAGE_KINDS } from '../../domain/analytics.ts'

const DAY_MS = 24 * 60 * 60_000
/** All times are multiples of it, so that they can be counted one by one. */
export const TICK_MS = 100
const ROWS_AT_ONCE = 500
const LANGUAGES = ['en', 'pt', 'vi', 'de'] as const

export interface FillOptions {
  readonly ownerId: string
  readonly teamId?: string | null
  /** Accounts that speak; as many guests speak as well. */
  readonly accountIds: readonly string[]
  /** The last moment at which something is said. */
  readonly untilMs: number
  readonly days: number
  readonly captions: number
  /** Other numbers, other meetings. */
  readonly seed?: number
}

/**
 * For tests and measurements: meetings over some days, of people who talk over one another and over what was cut, change their names and
 * languages, are quick and slow, judged, cloned and helped by documents. Two days of seven are empty. The same seed makes the same.
 */
export async function fillAnalytics(db: Db, { ownerId, teamId = null, accountIds, untilMs, days, captions, seed = 1 }: FillOptions): Promise<void> {
  const random = createRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const ticks = (most: number) => Math.floor(random() * (most / TICK_MS)) * TICK_MS
  const rows = {
    meetings: [] as (typeof meetings.$inferInsert)[], people: [] as (typeof meetingPeople.$inferInsert)[], lines: [] as (typeof lines.$inferInsert)[],
    texts: [] as (typeof lineTexts.$inferInsert)[], measures: [] as (typeof textMeasures.$inferInsert)[], ratings: [] as (typeof ratings.$inferInsert)[],
    dubs: [] as (typeof dubs.$inferInsert)[], usage: [] as (typeof meetingUsage.$inferInsert)[],
  }
  const busy = Array.from({ length: days }, (_, at) => at).filter((at) => at % 7 < 5)
  const each = Math.ceil(captions / busy.length)
  for (const day of busy) {
    if (rows.lines.length >= captions) break
    const meetingId = crypto.randomUUID()
    const roomId = `room-${day % 5}`
    // At any hour: what is one day here is another one elsewhere.
    let at = Math.floor((untilMs - (days - day) * DAY_MS) / TICK_MS) * TICK_MS + ticks(DAY_MS - each * 6_000)
    const began = at
    const people = [...accountIds.map((accountId, n) => ({ peerId: `peer-${n}-${day % 3}`, accountId, name: `Person ${n}${day % 30 < 15 ? '' : ' renamed'}` })),
      ...accountIds.map((_, n) => ({ peerId: `guest-${n}-${day}`, accountId: null, name: `Guest ${n}` }))]
    rows.people.push(...people.map((person) => ({ meetingId, ...person, joinedAt: new Date(began) })))
    const usage = new Map<string, number>()
    for (let n = 0; n < each && rows.lines.length < captions; n += 1) {
      const { peerId, accountId, name } = pick(people)
      const language = random() < 0.7 ? LANGUAGES[0] : pick(LANGUAGES)
      const lineId = crypto.randomUUID()
      const startedAt = new Date(at)
      const endedAt = new Date(at + ticks(8_000))
      // The next one begins before this one is over, now and then.
      at += ticks(6_000)
      const of = { lineId, meetingId }
      rows.lines.push({ ...of, kind: random() < 0.05 ? 'chat' : 'speech', peerId, accountId: random() < 0.9 ? accountId : null, speakerName: name, language, confidence: 0.9, startedAt, endedAt })
      rows.texts.push({ ...of, language, text: `What was said as number ${n} of the day`, original: true, engine: null, startedAt })
      const to = LANGUAGES.find((other) => other !== language)!
      rows.texts.push({ ...of, language: to, text: `O que foi dito em ${n}`, original: false, engine: 'bergamot', startedAt })
      if (rows.lines.at(-1)!.kind === 'chat') continue
      if (random() < 0.9) rows.measures.push({ ...of, language, spokenAt: startedAt, lagMs: 300 + Math.floor(random() * 900), cached: null })
      rows.measures.push({ ...of, language: to, spokenAt: startedAt, lagMs: 300 + Math.floor(random() ** 4 * 3_000), cached: random() < 0.6 })
      if (random() < 0.1) rows.ratings.push({ lineId, language: to, who: `peer:${peerId}`, value: random() < 0.8 ? 1 : -1, engine: random() < 0.9 ? 'bergamot' : 'nllb', ratedAt: new Date(at + DAY_MS) })
      if (accountId && random() < 0.1) {
        const state = pick(['ready', 'ready', 'quick', 'failed', 'queued'] as const)
        rows.dubs.push({
          dubId: crypto.randomUUID(), captionId: lineId, language: to, roomId, meetingId, accountId, text: 'O que foi dito', state,
          durationMs: state === 'ready' ? 1_000 + ticks(4_000) : null, requestedAt: endedAt,
        })
      }
      if (random() < 0.1) {
        const key = `${Math.floor(startedAt.getTime() / 900_000) * 900_000} ${pick(USAGE_KINDS)}`
        usage.set(key, (usage.get(key) ?? 0) + 1)
      }
    }
    rows.meetings.push({ meetingId, roomId, name: 'Weekly', ownerId, teamId, startedAt: new Date(began), endedAt: new Date(at + 10_000), expiresAt: null })
    for (const [key, count] of usage) {
      const [usedAt, kind] = key.split(' ')
      rows.usage.push({ meetingId, usedAt: new Date(Number(usedAt)), kind: kind!, count })
    }
  }
  const tables = [[meetings, rows.meetings], [meetingPeople, rows.people], [lines, rows.lines], [lineTexts, rows.texts], [textMeasures, rows.measures], [ratings, rows.ratings], [dubs, rows.dubs], [meetingUsage, rows.usage]] as const
  for (const [table, values] of tables) {
    for (let from = 0; from < values.length; from += ROWS_AT_ONCE) await db.insert(table).values(values.slice(from, from + ROWS_AT_ONCE) as never)
  }
}

/** Mulberry32: the same numbers for the same seed, [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
