import { sql } from 'drizzle-orm'
import { plainText } from '../../domain/transcript.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { lineHelps, lines, lineTexts, meetingPeople, textMeasures } from '../../infra/db/schema/mod.ts'
import { countUsage } from '../analytics/count_usage.ts'
import type { MeetingOf } from './meeting_of.ts'

/** What a column of whole numbers holds; 24 days. */
const LAG_MAX_MS = 2 ** 31 - 1

export interface RecordLineDeps {
  readonly db: Db
  readonly meetingOf: MeetingOf
}

/**
 * Stores a line once, however often it is handed in; translations that are not there yet are added, and nothing that is there
 * changes. The account of the speaker is taken from the people of the meeting. Throws what the database throws.
 */
export async function recordLine({ db, meetingOf }: RecordLineDeps, line: RecordedLine): Promise<{ meetingId: string; stored: boolean }> {
  const known = await db.query.lines.findFirst({ columns: { meetingId: true, startedAt: true }, where: (table, { eq }) => eq(table.lineId, line.lineId) })
  const meetingId = known?.meetingId ?? (await meetingOf(line.roomId, line.startMs)).meetingId
  const { lineId, kind, peerId, language, confidence } = line
  const startedAt = known?.startedAt ?? new Date(line.startMs)
  const endedAt = new Date(Math.max(line.endMs, line.startMs))
  const speakerName = plainText(line.speakerName)
  const { translations } = line

  return db.transaction(async (tx) => {
    const own = { lineId, meetingId, startedAt }
    const added = known ? [] : await tx.insert(lines).values({
      ...own, kind, peerId, speakerName, language, confidence, endedAt,
      // Places in a text that is kept otherwise than it was heard are of no use.
      words: line.words && plainText(line.text) === line.text ? line.words : null,
      accountId: sql`(select account_id from meeting_people where meeting_id = ${meetingId} and peer_id = ${peerId})`,
    }).onConflictDoNothing().returning({ lineId: lines.lineId })
    const texts = [
      ...(known ? [] : [{ ...own, language, text: plainText(line.text), original: true, engine: null }]),
      ...translations.filter((translation) => translation.language !== language)
        .map(({ language: to, text, engine }) => ({ ...own, language: to, text: plainText(text), original: false, engine })),
    ]
    if (texts.length > 0) await tx.insert(lineTexts).values(texts).onConflictDoNothing()
    const measures = measuresOf(line).map((measure) => ({ lineId, meetingId, spokenAt: startedAt, ...measure }))
    if (measures.length > 0) await tx.insert(textMeasures).values(measures).onConflictDoNothing()
    if (added.length > 0) {
      if (line.helped?.length) await tx.insert(lineHelps).values(line.helped.map((help, place) => helpRow(lineId, place, help))).onConflictDoNothing()
      if (line.helpedBy?.document) await countUsage(tx, { meetingId, kind: 'document-caption', atMs: startedAt.getTime() })
      if (line.helpedBy?.vocabulary) await countUsage(tx, { meetingId, kind: 'vocabulary-caption', atMs: startedAt.getTime() })
      await tx.insert(meetingPeople).values({ meetingId, peerId, name: speakerName, joinedAt: startedAt, lines: 1 }).onConflictDoUpdate({
        target: [meetingPeople.meetingId, meetingPeople.peerId], set: { lines: sql`${meetingPeople.lines} + 1` },
      })
    }
    return { meetingId, stored: added.length > 0 }
  })
}

/** A document that was deleted since leaves no more than that it was one. */
function helpRow(lineId: string, place: number, { term, heard, document }: NonNullable<RecordedLine['helped']>[number]) {
  return {
    lineId, place, term: plainText(term), heard: plainText(heard), source: document ? 'document' as const : 'vocabulary' as const,
    documentId: document && sql`(select document_id from documents where document_id = ${document.documentId}::uuid)`, ordinal: document?.ordinal ?? null,
  }
}

/** How long each text took that was measured. A clock that was set back makes it no shorter than nothing. */
function measuresOf({ language, lagMs, translations }: RecordedLine) {
  const toMs = (ms: number) => Math.min(Math.max(0, Math.round(ms)), LAG_MAX_MS)
  return [
    ...(lagMs === undefined ? [] : [{ language, lagMs: toMs(lagMs), cached: null }]),
    ...translations.flatMap((each) => (each.lagMs === undefined || each.language === language ? [] : [{ language: each.language, lagMs: toMs(each.lagMs), cached: each.cached ?? false }])),
  ]
}
