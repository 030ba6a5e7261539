import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Language } from '../../domain/language.ts'
import type { Transcript } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { lines, lineTexts, meetingPeople } from '../../infra/db/schema/mod.ts'
import { readLabels } from '../diarization/read_labels.ts'
import { readableMeeting } from './access.ts'
import { fromCursor, momentSchema, toCursor } from './_cursor.ts'
import { summarise } from './list_meetings.ts'
import { readTexts } from './read_texts.ts'

const LINES_A_PAGE = 50
const cursorSchema = z.tuple([z.enum(['after', 'before']), momentSchema, z.string()])

export interface TranscriptOptions {
  readonly meetingId: string
  /** Who reads. */
  readonly accountId: string
  /** Where the page begins, or ends; `next` and `previous` of another page. */
  readonly cursor?: string
  /** Begins with this line instead; ignored when it is not of this meeting. */
  readonly at?: string
}

/**
 * One page (50 lines, oldest first) of what was said and written, with every text of each line.
 * Throws DomainError `not-found` for those who may not read it, `invalid-input` for a broken cursor.
 */
export async function readTranscript({ db }: { db: Db }, { meetingId, accountId, cursor, at }: TranscriptOptions): Promise<Transcript> {
  const { meeting, owns, hosts } = await readableMeeting(db, { meetingId, accountId })
  const position = cursor === undefined ? null : fromCursor(cursor, cursorSchema)
  const backwards = position?.[0] === 'before'
  const own = eq(lines.meetingId, meetingId)
  const from = position
    ? sql`(${lines.startedAt}, ${lines.lineId}) ${sql.raw(backwards ? '<' : '>')} (${new Date(position[1]).toISOString()}::timestamptz, ${position[2]})`
    : at === undefined ? undefined : startingWith(db, { meetingId, at })
  const order = backwards ? desc : asc
  const found = await db.select().from(lines).where(and(own, from)).orderBy(order(lines.startedAt), order(lines.lineId)).limit(LINES_A_PAGE + 1)
  const rows = found.slice(0, LINES_A_PAGE)
  if (backwards) rows.reverse()

  const [page, [summary], everyone, languages, earlier, speakers] = await Promise.all([
    readTexts(db, rows, { accountId, correctsAll: owns || hosts }),
    summarise(db, [meeting]),
    db.select({ peerId: meetingPeople.peerId, name: meetingPeople.name, lines: meetingPeople.lines }).from(meetingPeople)
      .where(eq(meetingPeople.meetingId, meetingId)).orderBy(asc(meetingPeople.joinedAt)),
    db.select({ language: lineTexts.language, lines: count() }).from(lineTexts).where(eq(lineTexts.meetingId, meetingId))
      .groupBy(lineTexts.language).orderBy(desc(count()), asc(lineTexts.language)),
    rows[0] && from !== undefined && !backwards
      ? db.select({ lineId: lines.lineId }).from(lines)
        .where(and(own, sql`(${lines.startedAt}, ${lines.lineId}) < (${rows[0].startedAt.toISOString()}::timestamptz, ${rows[0].lineId})`)).limit(1)
      : [],
    readLabels(db, { meetingId }),
  ])
  const more = found.length > LINES_A_PAGE
  const [first, last] = [page[0], page.at(-1)]
  return {
    ...summary!, owns, hosts, everyone, speakers, page,
    languages: languages as { language: Language; lines: number }[],
    next: last && (backwards || more) ? toCursor(['after', last.startMs, last.lineId]) : null,
    previous: first && (backwards ? more : earlier.length > 0) ? toCursor(['before', first.startMs, first.lineId]) : null,
  }
}

/** From the line on, itself included; from the first one when it is not there. */
function startingWith(db: Db, { meetingId, at }: { meetingId: string; at: string }) {
  const place = db.select({ startedAt: lines.startedAt }).from(lines).where(and(eq(lines.lineId, at), eq(lines.meetingId, meetingId)))
  return sql`(${lines.startedAt}, ${lines.lineId}) >= (coalesce((${place}), '-infinity'::timestamptz), ${at})`
}
