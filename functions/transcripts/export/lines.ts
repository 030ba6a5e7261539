import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Language } from '../../../domain/language.ts'
import type { LabelledPart, SpeakerWords } from '../../../domain/speakers.ts'
import { speakersText, splitText } from '../../../domain/speakers.ts'
import { plainText } from '../../../domain/transcript.ts'
import type { LineHelp } from '../../../domain/transcript.ts'
import { helpsOfLines } from '../../context/helps_of_lines.ts'
import { partsOfLines } from '../../diarization/read_labels.ts'
import type { Db } from '../../../infra/db/db.ts'
import { lines, lineTexts } from '../../../infra/db/schema/mod.ts'

const BATCH = 500
/** Shorter cues are not shown by every player. */
const CUE_MIN_MS = 500

/** A line as exports write it: times are ms from the start of the meeting, `endMs` after `startMs`. */
export interface ExportLine {
  readonly lineId: string
  readonly kind: 'speech' | 'chat'
  /** One line, never empty. */
  readonly speaker: string
  /** Of `text`: the language asked for, or the line's own where it was not translated. */
  readonly language: Language
  readonly text: string
  readonly original: { readonly language: Language; readonly text: string }
  readonly engine: string | null
  readonly startMs: number
  readonly endMs: number
  /** Whose microphone it is, where people at it were told apart: `speaker` is then one of them, or several at once. A line of several is in parts that follow one another. */
  readonly microphone?: string
  /** What vocabulary and documents put right in the whole line. */
  readonly helped?: readonly LineHelp[]
}

export interface ExportLinesOptions {
  readonly meetingId: string
  /** Who reads: what documents say is not for everyone. Left out where the format has no place for it. */
  readonly accountId?: string
  readonly startedMs: number
  readonly language: Language
  /** Who spoke where the name was erased. */
  readonly nobody: string
  /** What people at shared microphones are called who have no name. */
  readonly speaker: SpeakerWords
}

/** All lines of a meeting in the order of their start, read in batches, so that a long meeting needs no more memory than a short one. */
export async function* exportLines(db: Db, { meetingId, accountId, startedMs, language, nobody, speaker }: ExportLinesOptions): AsyncGenerator<ExportLine> {
  let after: { readonly startedAt: Date; readonly lineId: string } | null = null
  for (;;) {
    const from: ReturnType<typeof sql> | undefined = after ? sql`(${lines.startedAt}, ${lines.lineId}) > (${after.startedAt.toISOString()}::timestamptz, ${after.lineId})` : undefined
    const rows: (typeof lines.$inferSelect)[] = await db.select().from(lines).where(and(eq(lines.meetingId, meetingId), from)).orderBy(asc(lines.startedAt), asc(lines.lineId)).limit(BATCH)
    if (rows.length === 0) return
    const texts = await db.select({ lineId: lineTexts.lineId, language: lineTexts.language, text: lineTexts.text, original: lineTexts.original, engine: lineTexts.engine })
      .from(lineTexts).where(and(inArray(lineTexts.lineId, rows.map(({ lineId }) => lineId)), or(lineTexts.original, eq(lineTexts.language, language))))
    const partsOf = await partsOfLines(db, [meetingId], rows.map(({ lineId }) => lineId))
    const helps = accountId === undefined ? null : await helpsOfLines(db, rows.map(({ lineId }) => lineId), { accountId })
    for (const row of rows) {
      const own = texts.filter(({ lineId }) => lineId === row.lineId)
      const original = own.find((text) => text.original)
      const shown = own.find((text) => text.language === language) ?? original
      if (!original || !shown) continue
      const startMs = Math.max(0, row.startedAt.getTime() - startedMs)
      const line = {
        lineId: row.lineId, kind: row.kind, speaker: plainText(row.speakerName).trim() || nobody,
        language: shown.language as Language, text: plainText(shown.text).trim(), engine: shown.engine,
        original: { language: original.language as Language, text: plainText(original.text).trim() },
        startMs, endMs: Math.max(row.endedAt.getTime() - startedMs, startMs + CUE_MIN_MS),
        ...(helps?.has(row.lineId) ? { helped: helps.get(row.lineId)! } : {}),
      }
      yield* inParts(line, partsOf.get(row.lineId) ?? [], speaker)
    }
    if (rows.length < BATCH) return
    after = rows.at(-1)!
  }
}

/** A line for each of the people who spoke it, or the line as it is. A part whose words a translation does not have is left out. */
function* inParts(line: ExportLine, parts: readonly LabelledPart[], words: SpeakerWords): Generator<ExportLine> {
  if (parts.length === 0) return yield line
  const [texts, originals] = [splitText(line.text, parts), splitText(line.original.text, parts)]
  let startMs = line.startMs
  for (const [at, { speakers, endMs }] of parts.entries()) {
    const ends = at === parts.length - 1 ? line.endMs : Math.max(startMs + 1, Math.min(line.endMs, line.startMs + endMs))
    const text = texts[at]!.trim()
    if (text !== '') {
      yield {
        ...line, speaker: plainText(speakersText(speakers, words)).trim(), microphone: line.speaker, text, original: { ...line.original, text: originals[at]!.trim() },
        startMs, endMs: Math.max(ends, startMs + CUE_MIN_MS),
      }
    }
    startMs = ends
  }
}
