import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Language } from '../../domain/language.ts'
import type { LineText, Rating, TranscriptLine } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { corrections, lines, lineTexts, ratings } from '../../infra/db/schema/mod.ts'
import { helpsOfLines } from '../context/helps_of_lines.ts'
import { partsOfLines } from '../diarization/read_labels.ts'
import { dubsOfLines } from '../dubs/dubs_of_lines.ts'

type LineRow = typeof lines.$inferSelect

export interface ReadTextsOptions {
  /** Whose own answers are told apart, and whose own lines may be corrected. */
  readonly accountId: string
  /** Whether that account may correct what others said. */
  readonly correctsAll: boolean
}

/** Lines with their texts, answers and corrections, in the order of the rows. */
export async function readTexts(db: Db, rows: readonly LineRow[], { accountId, correctsAll }: ReadTextsOptions): Promise<TranscriptLine[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ lineId }) => lineId)
  const [texts, answers, changes, dubs, parts, helps] = await Promise.all([
    db.select({ lineId: lineTexts.lineId, language: lineTexts.language, text: lineTexts.text, original: lineTexts.original, engine: lineTexts.engine })
      .from(lineTexts).where(inArray(lineTexts.lineId, ids)).orderBy(desc(lineTexts.original), asc(lineTexts.language)),
    // An answer counts for the text that it was given to: the engine of what stands there now.
    db.select({
      lineId: ratings.lineId, language: ratings.language, value: ratings.value, people: count(),
      mine: sql<boolean>`bool_or(${ratings.who} = ${accountRater(accountId)})`,
    }).from(ratings)
      .innerJoin(lineTexts, and(eq(lineTexts.lineId, ratings.lineId), eq(lineTexts.language, ratings.language), eq(lineTexts.engine, ratings.engine)))
      .where(inArray(ratings.lineId, ids)).groupBy(ratings.lineId, ratings.language, ratings.value),
    db.select().from(corrections).where(inArray(corrections.lineId, ids)).orderBy(asc(corrections.correctedAt)),
    dubsOfLines(db, ids),
    partsOfLines(db, [rows[0]!.meetingId], ids),
    helpsOfLines(db, ids, { accountId }),
  ])
  const textsOf = groupBy(texts)
  // What was corrected since is not what is heard.
  const dubOf = (lineId: string, { language, text }: { language: string; text: string }) =>
    dubs.get(lineId)?.flatMap((spoken) => (spoken.language === language && spoken.text === text ? { dub: spoken.dub } : []))[0]
  const [answersOf, changesOf] = [groupBy(answers), groupBy(changes)]

  return rows.map((row) => ({
    lineId: row.lineId, meetingId: row.meetingId, kind: row.kind, peerId: row.peerId, speakerName: row.speakerName,
    language: row.language as Language, confidence: row.confidence, startMs: row.startedAt.getTime(), endMs: row.endedAt.getTime(),
    correctable: correctsAll || row.accountId === accountId,
    texts: (textsOf.get(row.lineId) ?? []).map(({ language, text, original, engine }): LineText => {
      const given = (answersOf.get(row.lineId) ?? []).filter((answer) => answer.language === language)
      const people = (value: Rating) => given.find((answer) => answer.value === value)?.people ?? 0
      const mine = given.find((answer) => answer.mine)?.value ?? null
      return { language: language as Language, text, original, engine, right: people(1), wrong: people(-1), mine: mine as Rating | null, ...dubOf(row.lineId, { language, text }) }
    }),
    corrections: (changesOf.get(row.lineId) ?? []).map(({ language, before, after, authorName, correctedAt }) => ({
      language: language as Language, before, after, authorName, correctedMs: correctedAt.getTime(),
    })),
    ...(parts.has(row.lineId) ? { parts: parts.get(row.lineId)! } : {}),
    ...(helps.has(row.lineId) ? { helped: helps.get(row.lineId)! } : {}),
  }))
}

/** How an account is written down as a rater. */
export function accountRater(accountId: string): string {
  return `account:${accountId}`
}

function groupBy<Row extends { readonly lineId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.lineId)
    if (group) group.push(row)
    else groups.set(row.lineId, [row])
  }
  return groups
}
