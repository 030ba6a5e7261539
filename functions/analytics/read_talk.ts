import { and, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { AnalyticsLanguage, AnalyticsPerson } from '../../domain/analytics.ts'
import type { Language } from '../../domain/language.ts'
import type { SpokenPart } from '../../domain/speakers.ts'
import type { Db } from '../../infra/db/db.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import { meetingSpeakers } from '../../infra/db/schema/mod.ts'
import { groupBy } from './_group_by.ts'
import type { Asked } from './read_analytics.ts'

export interface Talk {
  readonly days: readonly { readonly day: number; readonly captions: number; readonly talkMs: number; readonly heardMs: number }[]
  readonly languages: readonly Omit<AnalyticsLanguage, 'translated'>[]
  readonly people: readonly AnalyticsPerson[] | null
}

interface Row {
  readonly language: string
  readonly accountId: string | null
  readonly name: string
  /** When they last began to speak. */
  readonly lastMs: number
  readonly captions: number
  readonly talkMs: number
  /** Of these lines those of a microphone that several people share. */
  readonly shared: readonly { readonly parts: readonly SpokenPart[]; readonly talkMs: number }[] | null
  readonly meetingId: string
  readonly peerId: string
}

/** What somebody said in a language on a day of a meeting under one name; without names what everyone did. */
interface DayRow extends Row {
  readonly day: number
  readonly heardMs: number
}

/**
 * How long people spoke. Lines of one person overlap where a long utterance was cut: what an earlier one covers is not counted again. When two
 * people speak at once, both talk, and something is heard once.
 */
export async function readTalk(db: Db, { scope, day, within }: Asked, { named }: { readonly named: boolean }): Promise<Talk> {
  const earlier = (whose: string) => sql`max(l.ended_at) over (partition by ${sql.raw(whose)} order by l.started_at, l.line_id rows between unbounded preceding and 1 preceding)`
  // What is new of a line behind everything that began before it. Not `extract`, whose exact number takes five times as long.
  const newMs = (covered: string) => sql`date_part('epoch', greatest(interval '0', ended_at - greatest(started_at, ${sql.raw(covered)}))) * 1000`
  const who = sql`, account_id as "accountId", meeting_id as "meetingId", peer_id as "peerId", speaker_name as name, date_part('epoch', max(started_at)) * 1000 as "lastMs",
    jsonb_agg(jsonb_build_object('parts', parts, 'talkMs', talk_ms)) filter (where parts is not null) as shared`
  // Adding up further is quicker here, and one value of all rows is quicker to read than thousands of fields.
  const [{ rows }] = rowsOf<{ rows: readonly DayRow[] | null }>(await db.execute(sql`${scope},
    spoken as (
      select l.line_id, l.meeting_id, l.peer_id, l.language, l.speaker_name, l.started_at, l.ended_at, coalesce(p.account_id, l.account_id) as account_id, s.parts,
        ${earlier('l.meeting_id, l.peer_id')} as own_end, ${earlier('l.meeting_id')} as any_end
      from lines l join scope using (meeting_id) left join meeting_people p on p.meeting_id = l.meeting_id and p.peer_id = l.peer_id
        left join line_speakers s on s.line_id = l.line_id
      where l.kind = 'speech'
    ),
    counted as (
      select meeting_id, peer_id, language, speaker_name, started_at, account_id, parts, ${day(sql`started_at`)} as day, ${newMs('own_end')} as talk_ms, ${newMs('any_end')} as heard_ms
      from spoken where ${within(sql`started_at`)}
    ),
    added as (
      select day, language, count(*)::int as captions, sum(talk_ms) as "talkMs", sum(heard_ms) as "heardMs" ${named ? who : sql``}
      from counted group by day, language ${named ? sql`, account_id, meeting_id, peer_id, speaker_name` : sql``}
    )
    select json_agg(added) as rows from added`)) as [{ rows: readonly DayRow[] | null }]

  const sum = (of: readonly DayRow[], figure: 'captions' | 'talkMs' | 'heardMs') => Math.round(of.reduce((total, row) => total + row[figure], 0))
  const grouped = <Key>(keyOf: (row: DayRow) => Key) => [...groupBy(rows ?? [], keyOf)]
  return {
    days: grouped((row) => row.day).map(([number, of]) => ({ day: number, captions: sum(of, 'captions'), talkMs: sum(of, 'talkMs'), heardMs: sum(of, 'heardMs') })),
    languages: grouped((row) => row.language).map(([language, of]) => ({ language: language as Language, captions: sum(of, 'captions'), talkMs: sum(of, 'talkMs') })),
    people: named ? mergePeople(await tellApart(db, grouped((row) => `${row.accountId} ${row.meetingId} ${row.peerId} ${row.language}`).map(([, of]) => mergeDays(of)))) : null,
  }
}

/** Of a person in a meeting, who goes by the name that they used last there. */
function mergeDays(rows: readonly DayRow[]): Row {
  const newest = rows.reduce((last, row) => (row.lastMs > last.lastMs ? row : last))
  const shared = rows.flatMap((row) => row.shared ?? [])
  return {
    ...newest, captions: rows.reduce((sum, { captions }) => sum + captions, 0), talkMs: rows.reduce((sum, { talkMs }) => sum + talkMs, 0), shared: shared.length > 0 ? shared : null,
  }
}

/**
 * What people said who were named at somebody's microphone is theirs, each part by its share of the line and in full for each of several who spoke at
 * once; all other words stay with whose microphone it is.
 */
async function tellApart(db: Db, rows: readonly Row[]): Promise<readonly Row[]> {
  const meetingIds = [...new Set(rows.filter(({ shared }) => shared).map(({ meetingId }) => meetingId))]
  if (meetingIds.length === 0) return rows
  const labels = await db.select().from(meetingSpeakers).where(and(inArray(meetingSpeakers.meetingId, meetingIds), isNotNull(meetingSpeakers.name), isNull(meetingSpeakers.mergedInto)))
  const names = new Map(labels.map(({ meetingId, peerId, speakerId, name }) => [`${meetingId} ${peerId} ${speakerId}`, name!]))
  return rows.flatMap((row) => {
    const said = new Map<string | null, { captions: number; talkMs: number }>()
    for (const { parts, talkMs } of row.shared ?? []) {
      const [whole, here] = [parts.at(-1)?.endMs ?? 0, new Set<string | null>()]
      for (const [at, { speakerIds, endMs }] of parts.entries()) {
        const share = whole > 0 ? (endMs - (parts[at - 1]?.endMs ?? 0)) / whole : 0
        const speakers = new Set(speakerIds.length === 0 ? [null] : speakerIds.map((id) => names.get(`${row.meetingId} ${row.peerId} ${id}`) ?? null))
        for (const name of speakers) {
          const sum = said.get(name) ?? { captions: 0, talkMs: 0 }
          said.set(name, { captions: sum.captions + (here.has(name) ? 0 : 1), talkMs: sum.talkMs + talkMs * share })
          here.add(name)
        }
      }
    }
    const shared = row.shared ?? []
    const own = said.get(null) ?? { captions: 0, talkMs: 0 }
    const rest = {
      ...row, captions: row.captions - shared.length + own.captions, talkMs: row.talkMs - shared.reduce((sum, { talkMs }) => sum + talkMs, 0) + own.talkMs,
    }
    const others = [...said].flatMap(([name, sum]) => (name === null ? [] : [{ ...row, ...sum, accountId: null, name }]))
    return rest.captions > 0 || others.length === 0 ? [rest, ...others] : others
  })
}

/** Accounts are one person in all meetings, under the name that they used last; guests are told apart by their name alone. */
function mergePeople(rows: readonly Row[]): AnalyticsPerson[] {
  const people = [...groupBy(rows, ({ accountId, name }) => accountId ?? `guest ${name}`).values()].map((own) => {
    const newest = own.reduce((last, row) => (row.lastMs > last.lastMs ? row : last))
    const languages = [...groupBy(own, ({ language }) => language)].map(([language, spoken]) => ({
      name: newest.name, guest: newest.accountId === null && newest.name !== '', language: language as Language,
      captions: spoken.reduce((sum, { captions }) => sum + captions, 0), talkMs: Math.round(spoken.reduce((sum, { talkMs }) => sum + talkMs, 0)),
    }))
    return { talkMs: languages.reduce((sum, { talkMs }) => sum + talkMs, 0), languages: languages.sort((a, b) => b.talkMs - a.talkMs || (a.language < b.language ? -1 : 1)) }
  })
  return people.sort((a, b) => b.talkMs - a.talkMs || a.languages[0]!.name.localeCompare(b.languages[0]!.name, 'en')).flatMap(({ languages }, at) => languages.map((each) => ({ number: at + 1, ...each })))
}
