import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { Rating, TranscriptLine } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { lines, lineTexts, meetings, ratings } from '../../infra/db/schema/mod.ts'
import type { Log } from '../../infra/log.ts'
import { readableMeeting } from './access.ts'
import { readLine } from './read_line.ts'
import { accountRater } from './read_texts.ts'

export interface RateLineDeps {
  readonly db: Db
  readonly now: () => number
  readonly log: Log
}

export interface RateLineInput {
  readonly lineId: string
  readonly language: Language
  /** null takes the answer back. */
  readonly value: Rating | null
}

/**
 * "Was this translation right?", answered by a reader of the transcript; a second answer replaces the first.
 * Throws DomainError `not-found`, and `invalid-input` for a text that is no translation by an engine.
 */
export async function rateLine(deps: RateLineDeps, { meetingId, ...input }: RateLineInput & { meetingId: string }, { accountId }: { accountId: string }): Promise<TranscriptLine> {
  const { db } = deps
  const { owns, hosts } = await readableMeeting(db, { meetingId, accountId })
  const row = await db.query.lines.findFirst({ where: and(eq(lines.lineId, input.lineId), eq(lines.meetingId, meetingId)) })
  if (!row) throw new DomainError('not-found', 'Cannot rate this line: it is not in this transcript')
  await rate(deps, input, { from: row.language, who: accountRater(accountId) })
  return readLine(db, row, { accountId, correctsAll: owns || hosts })
}

/** The same from inside the room, by someone who is in it: the caller has checked that. */
export async function rateCaption(deps: RateLineDeps, { roomId, ...input }: RateLineInput & { roomId: string }, { peerId, accountId }: { peerId: string; accountId: string | null }): Promise<void> {
  const [row] = await deps.db.select({ language: lines.language }).from(lines).innerJoin(meetings, eq(meetings.meetingId, lines.meetingId))
    .where(and(eq(lines.lineId, input.lineId), eq(meetings.roomId, roomId)))
  if (!row) throw new DomainError('not-found', 'Cannot rate this line: it is not of this room, or not stored yet')
  await rate(deps, input, { from: row.language, who: accountId ? accountRater(accountId) : `peer:${peerId}` })
}

async function rate({ db, now, log }: RateLineDeps, { lineId, language, value }: RateLineInput, { from, who }: { from: string; who: string }): Promise<void> {
  const text = await db.query.lineTexts.findFirst({ columns: { engine: true, original: true }, where: and(eq(lineTexts.lineId, lineId), eq(lineTexts.language, language)) })
  if (!text) throw new DomainError('not-found', `Cannot rate this line: it has no text in "${language}"`)
  const { engine } = text
  if (text.original || engine === null) throw new DomainError('invalid-input', 'Cannot rate this line: its text is the original and no translation')
  const own = and(eq(ratings.lineId, lineId), eq(ratings.language, language), eq(ratings.who, who))
  if (value === null) await db.delete(ratings).where(own)
  else {
    const given = { value, engine, ratedAt: new Date(now()) }
    await db.insert(ratings).values({ lineId, language, who, ...given }).onConflictDoUpdate({ target: [ratings.lineId, ratings.language, ratings.who], set: given })
  }
  // The log is what the quality counters are fed from: no name, no text.
  log.info('translation-rated', { engine, pair: `${from}-${language}`, value })
}
