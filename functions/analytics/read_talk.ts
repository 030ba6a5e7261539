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
  /** Each row is of a day, of a language, or of a person in a meeting. */
  readonly of: 'day' | 'language' | 'person'
  readonly day: number
  readonly language: string
  readonly accountId: string | null
  /** As they were called last in the meeting. */
  readonly name: string
  readonly lastMs: number
  readonly captions: number
  readonly talkMs: number
  readonly heardMs: number
  /** Of a person's lines those of a microphone that several people share. */
  readonly shared: readonly { readonly parts: readonly SpokenPart[]; readonly talkMs: number }[] | null
  readonly meetingId: string
  readonly peerId: string
}

/**
 * How long people spoke. Lines of one person overlap where a long utterance was cut: what an earlier one covers is not counted again. When two
 * people speak at once, both talk, and something is heard once.
 */
export async function readTalk(db: Db, { scope, day, within }: Asked, { named }: { readonly named: boolean }): Promise<Talk> {
  const earlier = (whose: string) => sql`max(l.ended_at) over (partition by ${sql.raw(whose)} order by l.started_at, l.line_id rows between unbounded preceding and 1 preceding)`
  // What is new of a line behind everything that began before it.
  const newMs = (covered: string) => sql`extract(epoch from greatest(interval '0', ended_at - greatest(started_at, ${sql.raw(covered)})))::float8 * 1000`
  const people = named ? sql`, (account_id, meeting_id, peer_id, language)` : sql``
  const name = named ? sql`(array_agg(speaker_name order by started_at desc, line_id desc))[1]` : sql`''`
  const rows = rowsOf<Row>(await db.execute(sql`${scope},
    spoken as (
      select l.line_id, l.meeting_id, l.peer_id, l.language, l.speaker_name, l.started_at, l.ended_at, coalesce(p.account_id, l.account_id) as account_id, s.parts,
        ${earlier('l.meeting_id, l.peer_id')} as own_end, ${earlier('l.meeting_id')} as any_end
      from lines l join scope using (meeting_id) left join meeting_people p on p.meeting_id = l.meeting_id and p.peer_id = l.peer_id
        left join line_speakers s on s.line_id = l.line_id
      where l.kind = 'speech'
    ),
    counted as (
      select line_id, meeting_id, peer_id, language, speaker_name, started_at, account_id, parts, ${day(sql`started_at`)} as day,
        ${newMs('own_end')} as talk_ms, ${newMs('any_end')} as heard_ms
      from spoken where ${within(sql`started_at`)}
    )
    select case when grouping(day) = 0 then 'day' ${named ? sql`when grouping(meeting_id) = 0 then 'person'` : sql``} else 'language' end as "of",
      day, language, ${named ? sql`account_id` : sql`null`} as "accountId", ${name} as name, (extract(epoch from max(started_at)) * 1000)::float8 as "lastMs",
      count(*)::int as captions, sum(talk_ms)::float8 as "talkMs", sum(heard_ms)::float8 as "heardMs",
      ${named ? sql`case when grouping(meeting_id) = 0 then jsonb_agg(jsonb_build_object('parts', parts, 'talkMs', talk_ms)) filter (where parts is not null) end` : sql`null`} as shared,
      ${named ? sql`meeting_id` : sql`null`} as "meetingId", ${named ? sql`peer_id` : sql`null`} as "peerId"
    from counted group by grouping sets ((day), (language)${people})`))

  const of = groupBy(rows, (row) => row.of)
  const sums = ({ captions, talkMs, heardMs }: Row) => ({ captions, talkMs: Math.round(talkMs), heardMs: Math.round(heardMs) })
  return {
    days: (of.get('day') ?? []).map((row) => ({ day: row.day, ...sums(row) })),
    languages: (of.get('language') ?? []).map((row) => ({ language: row.language as Language, captions: row.captions, talkMs: Math.round(row.talkMs) })),
    people: named ? mergePeople(await tellApart(db, of.get('person') ?? [])) : null,
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
