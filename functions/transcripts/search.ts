import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Language } from '../../domain/language.ts'
import { SEARCH_MAX } from '../../domain/transcript.ts'
import type { Page, SearchHit } from '../../domain/transcript.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { UNSPACED } from '../../infra/db/schema/text_search.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import { readableMeetingIds } from './access.ts'
import { partsOfLines } from '../diarization/read_labels.ts'
import { fromCursor, momentSchema, toCursor } from './_cursor.ts'
import { matches, parseQuery, readTsQueries, textConfig } from './search_query.ts'
import type { SearchQuery, TsQueries } from './search_query.ts'
import { highlightUnspaced, readMarks, START, STOP } from './snippet.ts'
import { whoSaid } from './who_said.ts'

const LIMIT = 20
/** Texts that are ranked: the newest of all that match. Beyond so many, a word says little about what is meant. */
const RANKED_MAX = 1_000
/** Longer texts are shown in part. */
const WHOLE_UP_TO = 300
const cursorSchema = z.tuple([z.number(), momentSchema, z.string()])

interface Row extends Record<string, unknown> {
  readonly lineId: string
  readonly meetingId: string
  readonly meetingName: string
  readonly speakerName: string
  readonly peerId: string
  readonly language: string
  readonly text: string
  readonly startMs: number
  readonly rank: number
}

export interface SearchOptions {
  /** Only texts in this language. */
  readonly language?: Language
  readonly cursor?: string
  readonly limit?: number
}

/**
 * Lines in meetings that an account may read, the best first, then the newest; each once, in the language that fits best.
 * `"exact words"`, `or` and `-without` work as in web searches, stemmed by the rules of each text's language. A query that names
 * nothing finds nothing. Throws DomainError `invalid-input` for one of more than 200 characters and for a broken cursor.
 */
export async function searchTranscripts({ db }: { db: Db }, { accountId, query: typed }: { accountId: string; query: string }, options: SearchOptions = {}): Promise<Page<SearchHit>> {
  if (typed.length > SEARCH_MAX) throw new DomainError('invalid-input', `Cannot search for ${typed.length} characters: use at most ${SEARCH_MAX}`)
  const query = parseQuery(typed)
  if (!query) return { items: [], next: null }
  const { language, cursor, limit = LIMIT } = options
  const position = cursor === undefined ? null : fromCursor(cursor, cursorSchema)
  const more = Math.max(1, Math.min(limit, 100)) + 1
  const queries = await readTsQueries(db, query, language ?? null)
  if (queries.distinct.length === 0) return { items: [], next: null }
  const { where, tsquery } = matches(queries, { words: sql`t.words`, language: sql`t.language`, only: language ?? null })

  // `is true` keeps the check of the meeting a look into a hash: as a join it is planned for the few rows that a text search is thought to find.
  const found = rowsOf<Row>(await db.execute(sql`
    with readable as materialized (${readableMeetingIds(db, accountId)}),
    newest as materialized (
      select t.line_id, t.language, t.meeting_id, t.started_at, t.words, t.text, t.original from line_texts t
      where ${where} and (t.meeting_id in (select meeting_id from readable)) is true
      order by t.started_at desc limit ${RANKED_MAX}
    ),
    ranked as (
      select distinct on (line_id) * from (select t.*, ts_rank(t.words, ${tsquery}, 1) as rank from newest t) each
      order by line_id, rank desc, original desc, language
    ),
    page as (
      select * from ranked
      ${position ? sql`where (rank, started_at, line_id) < (${position[0]}::float4, ${new Date(position[1]).toISOString()}::timestamptz, ${position[2]})` : sql``}
      order by rank desc, started_at desc, line_id desc limit ${more}
    )
    select p.line_id as "lineId", p.meeting_id as "meetingId", m.name as "meetingName", l.speaker_name as "speakerName", l.peer_id as "peerId",
      p.language, p.text, p.rank::float8 as rank, (extract(epoch from p.started_at) * 1000)::float8 as "startMs"
    from page p join lines l using (line_id) join meetings m on m.meeting_id = p.meeting_id
    order by p.rank desc, p.started_at desc, p.line_id desc`))

  const rows = found.slice(0, more - 1)
  const [snippets, partsOf] = await Promise.all([
    highlight(db, { query, queries }, rows),
    partsOfLines(db, rows.map(({ meetingId }) => meetingId), rows.map(({ lineId }) => lineId)),
  ])
  const last = rows.at(-1)
  return {
    items: rows.map(({ text, rank: _, ...row }, at) => {
      const snippet = snippets[at]!
      return { ...row, language: row.language as Language, startMs: Math.round(row.startMs), snippet, speakers: whoSaid(partsOf.get(row.lineId) ?? [], { text, snippet }) }
    }),
    next: found.length === more && last ? toCursor([Math.fround(last.rank), Math.round(last.startMs), last.lineId]) : null,
  }
}

/** Marks what was found in each text of the page, by the rules of its language. */
async function highlight(db: Db, { query, queries }: { query: SearchQuery; queries: TsQueries }, rows: readonly Row[]): Promise<SearchHit['snippet'][]> {
  const marked = new Map<number, string>()
  const spaced = [...rows.entries()].filter(([, { language }]) => !UNSPACED.includes(language))
  if (spaced.length > 0) {
    const headlines = spaced.map(([at, { text, language }]) => {
      const size = text.length > WHOLE_UP_TO ? 'MaxFragments=2,MaxWords=25,MinWords=10,FragmentDelimiter=" … "' : 'HighlightAll=true'
      const config = sql.raw(`'${textConfig(language)}'::regconfig`)
      return sql`select ${sql.raw(String(at))} as at, ts_headline(${config}, ${text}, ${queries.of(language)}::tsquery, ${`StartSel=${START},StopSel=${STOP},${size}`}) as marked`
    })
    for (const { at, marked: text } of rowsOf<{ at: number; marked: string }>(await db.execute(sql.join(headlines, sql` union all `)))) marked.set(at, text)
  }
  return rows.map(({ text }, at) => (marked.has(at) ? readMarks(marked.get(at)!) : highlightUnspaced(text, query.spaced)))
}
