import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { USAGE_KINDS } from '../../domain/analytics.ts'
import type { Analytics, AnalyticsDay, AnalyticsLanguage, AnalyticsQuality, Percentiles, RangeDays, UsageKind } from '../../domain/analytics.ts'
import type { Language } from '../../domain/language.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import type { Db } from '../../infra/db/db.ts'
import { groupBy } from './_group_by.ts'
import { lastDays } from './days.ts'
import { readTalk } from './read_talk.ts'
import { meetingsOf } from './scope.ts'
import type { Whose } from './scope.ts'

export interface AnalyticsInput {
  readonly whose: Whose
  readonly days: RangeDays
  /** IANA name of the reader's zone. */
  readonly timeZone: string
}

/**
 * What was said, how quickly it was read and how it was found to be, by days of a time zone, today included. Texts are never read.
 * Erased meetings have left nothing that could be counted. Throws what the database throws.
 */
export async function readAnalytics({ db, now }: { readonly db: Db; readonly now: () => number }, { whose, days: count, timeZone }: AnalyticsInput): Promise<Analytics> {
  const days = lastDays({ nowMs: now(), count, timeZone })
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`
  const range = { fromMs: days.startsMs[0]!, toMs: days.startsMs.at(-1)! }
  const starts = sql.raw(`'{${days.startsMs.slice(0, -1).map((ms) => new Date(ms).toISOString()).join()}}'::timestamptz[]`)
  const asked: Asked = {
    scope: sql`with scope as materialized (${meetingsOf(db, whose, range)})`,
    // From 0: the database knows nothing of time zones, which differ from ours where its list is older.
    day: (moment) => sql`width_bucket(${moment}, ${starts}) - 1`,
    within: (moment) => sql`${moment} >= ${at(range.fromMs)} and ${moment} < ${at(range.toMs)}`,
  }
  const [talk, began, measures, targets, ratings, dubs, usage] = await Promise.all([
    readTalk(db, asked, { named: whose !== 'everyone' }),
    readMeetings(db, asked), readMeasures(db, asked), readTargets(db, asked), readRatings(db, asked), readDubs(db, asked), readUsage(db, asked),
  ])

  const byDay = <Row extends { readonly day: number | null }>(rows: readonly Row[]) => groupBy(rows, ({ day }) => day)
  const [talkOf, beganOf, measuresOf, ratingsOf, dubsOf, usageOf] = [byDay(talk.days), byDay(began), byDay(measures), byDay(ratings), byDay(dubs), byDay(usage)]
  return {
    timeZone,
    days: days.names.map((day, index): AnalyticsDay => {
      const [said, made, measured] = [talkOf.get(index)?.[0], beganOf.get(index)?.[0], measuresOf.get(index)?.[0]]
      const sum = <Row>(rows: readonly Row[] | undefined, of: (row: Row) => number) => (rows ?? []).reduce((total, row) => total + of(row), 0)
      const judged = ratingsOf.get(index)
      const spoken = (state: string, of: (row: DubRow) => number = (row) => row.dubs) => sum(dubsOf.get(index)?.filter((row) => row.state === state), of)
      return {
        day, meetings: made?.meetings ?? 0,
        captions: said?.captions ?? 0, talkMs: said?.talkMs ?? 0, heardMs: said?.heardMs ?? 0,
        measured: measured?.measured ?? 0, lag: toPercentiles(measured), translations: measured?.translations ?? 0, cached: measured?.cached ?? 0,
        right: sum(judged, (row) => row.right), wrong: sum(judged, (row) => row.wrong),
        clones: spoken('ready'), cloneMs: spoken('ready', (row) => row.ms), quickVoices: spoken('quick'), failedVoices: spoken('failed'),
        usage: Object.fromEntries(USAGE_KINDS.map((kind) => [kind, sum(usageOf.get(index)?.filter((row) => row.kind === kind), (row) => row.used)])) as Record<UsageKind, number>,
      }
    }),
    lag: toPercentiles(measuresOf.get(null)?.[0]),
    languages: mergeLanguages(talk.languages, targets),
    people: talk.people,
    quality: mergeQuality(ratings),
  }
}

/** The parts of queries that all have in common. */
export interface Asked {
  /** `with scope as (...)`, of one column, `meeting_id`. */
  readonly scope: SQL
  /** The number of a moment's day, from 0. */
  readonly day: (moment: SQL) => SQL
  readonly within: (moment: SQL) => SQL
}

interface MeasureRow {
  /** Null: of all days. */
  readonly day: number | null
  readonly measured: number
  readonly translations: number
  readonly cached: number
  readonly lags: readonly number[] | null
}

async function readMeasures(db: Db, { scope, day, within }: Asked): Promise<readonly MeasureRow[]> {
  const at = sql`m.spoken_at`
  return rowsOf<MeasureRow>(await db.execute(sql`${scope}
    select day, count(*)::int as measured, count(cached)::int as translations, (count(*) filter (where cached))::int as cached,
      to_json(percentile_disc(array[0.5, 0.95, 0.99]) within group (order by lag_ms)) as lags
    from (select ${day(at)} as day, m.lag_ms, m.cached from text_measures m join scope using (meeting_id) where ${within(at)}) each
    group by grouping sets ((day), ())`))
}

function toPercentiles(row: MeasureRow | undefined): Percentiles | null {
  if (!row?.measured || !row.lags) return null
  const [p50Ms, p95Ms, p99Ms] = row.lags
  return { p50Ms: p50Ms!, p95Ms: p95Ms!, p99Ms: p99Ms! }
}

async function readMeetings(db: Db, { scope, day, within }: Asked) {
  const at = sql`m.started_at`
  return rowsOf<{ day: number; meetings: number }>(await db.execute(sql`${scope}
    select ${day(at)} as day, count(*)::int as meetings from meetings m join scope using (meeting_id) where ${within(at)} group by 1`))
}

/** Languages that speech was translated into. */
async function readTargets(db: Db, { scope, within }: Asked) {
  return rowsOf<{ language: string; translated: number }>(await db.execute(sql`${scope}
    select t.language, count(*)::int as translated from line_texts t join scope using (meeting_id)
    where not t.original and ${within(sql`t.started_at`)} and not exists (select from lines l where l.line_id = t.line_id and l.kind = 'chat') group by 1`))
}

interface RatingRow extends AnalyticsQuality {
  readonly day: number
}

/** On the day of what was judged. */
async function readRatings(db: Db, { scope, day, within }: Asked): Promise<readonly RatingRow[]> {
  const at = sql`l.started_at`
  return rowsOf<RatingRow>(await db.execute(sql`${scope}
    select ${day(at)} as day, r.engine, l.language as "from", r.language as "to",
      (count(*) filter (where r.value = 1))::int as "right", (count(*) filter (where r.value = -1))::int as wrong
    from ratings r join lines l using (line_id) join scope on scope.meeting_id = l.meeting_id where ${within(at)} group by 1, 2, 3, 4`))
}

interface DubRow {
  readonly day: number
  readonly state: string
  readonly dubs: number
  readonly ms: number
}

async function readDubs(db: Db, { scope, day, within }: Asked): Promise<readonly DubRow[]> {
  const at = sql`d.requested_at`
  return rowsOf<DubRow>(await db.execute(sql`${scope}
    select ${day(at)} as day, d.state, count(*)::int as dubs, coalesce(sum(d.duration_ms), 0)::float8 as ms
    from dubs d join scope using (meeting_id) where ${within(at)} group by 1, 2`))
}

async function readUsage(db: Db, { scope, day, within }: Asked) {
  const at = sql`u.used_at`
  return rowsOf<{ day: number; kind: string; used: number }>(await db.execute(sql`${scope}
    select ${day(at)} as day, u.kind, sum(u.count)::int as used from meeting_usage u join scope using (meeting_id) where ${within(at)} group by 1, 2`))
}

function mergeLanguages(spoken: readonly Omit<AnalyticsLanguage, 'translated'>[], targets: readonly { language: string; translated: number }[]): AnalyticsLanguage[] {
  const all = new Set([...spoken.map(({ language }) => language), ...targets.map(({ language }) => language as Language)])
  return [...all].map((language) => {
    const said = spoken.find((each) => each.language === language)
    return { language, captions: said?.captions ?? 0, talkMs: said?.talkMs ?? 0, translated: targets.find((each) => each.language === language)?.translated ?? 0 }
  }).sort((a, b) => b.talkMs - a.talkMs || b.translated - a.translated || (a.language < b.language ? -1 : 1))
}

function mergeQuality(rows: readonly RatingRow[]): AnalyticsQuality[] {
  const merged = groupBy(rows, ({ engine, from, to }) => `${engine} ${from} ${to}`)
  return [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => ({
    engine: of[0]!.engine, from: of[0]!.from, to: of[0]!.to,
    right: of.reduce((sum, { right }) => sum + right, 0), wrong: of.reduce((sum, { wrong }) => sum + wrong, 0),
  }))
}
