import { and, eq, ne } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { correctedTextSchema, LINE_TEXT_MAX } from '../../domain/transcript.ts'
import type { TranscriptLine } from '../../domain/transcript.ts'
import type { Translation } from '../../domain/caption.ts'
import type { Db } from '../../infra/db/db.ts'
import { corrections, lines, lineTexts } from '../../infra/db/schema/mod.ts'
import type { Translator } from '../../models/translation/translator.ts'
import { readableMeeting } from './access.ts'
import { readLine } from './read_line.ts'

/** The engine of a text that a person wrote. */
export const PERSON = 'person'

export interface CorrectLineDeps {
  readonly db: Db
  readonly translator: Pick<Translator, 'translate'>
  readonly now: () => number
}

export interface CorrectLineInput {
  readonly meetingId: string
  readonly lineId: string
  readonly language: Language
  readonly text: string
}

export interface CorrectedLine {
  readonly line: TranscriptLine
  /** Languages whose text could not be translated again and stays as it was. */
  readonly stale: readonly Language[]
}

/**
 * Puts a text right and keeps what stood there before with its author. A corrected original is translated again into the other
 * languages of the line, except where a person wrote the translation. For the owner and hosts of the meeting, and for the speaker.
 * Throws DomainError `not-found`, `forbidden`, `invalid-input`.
 */
export async function correctLine(
  { db, translator, now }: CorrectLineDeps, input: CorrectLineInput, { accountId, name, signal }: { accountId: string; name: string; signal?: AbortSignal },
): Promise<CorrectedLine> {
  const { meetingId, lineId, language } = input
  const access = await readableMeeting(db, { meetingId, accountId })
  const row = await db.query.lines.findFirst({ where: and(eq(lines.lineId, lineId), eq(lines.meetingId, meetingId)) })
  if (!row) throw new DomainError('not-found', 'Cannot correct this line: it is not in this transcript')
  if (!access.owns && !access.hosts && row.accountId !== accountId) {
    throw new DomainError('forbidden', 'Cannot correct this line: only its speaker and the hosts of the meeting may')
  }
  const parsed = correctedTextSchema.safeParse(input.text)
  if (!parsed.success) throw new DomainError('invalid-input', `Cannot correct this line: write 1 to ${LINE_TEXT_MAX} characters`)
  const text = parsed.data
  const of = and(eq(lineTexts.lineId, lineId), eq(lineTexts.language, language))
  const known = await db.query.lineTexts.findFirst({ columns: { original: true, text: true }, where: of })
  if (!known) throw new DomainError('not-found', `Cannot correct this line: it has no text in "${language}"`)

  // Translating takes long: it comes before the transaction, which is short.
  const others = known.original && known.text !== text
    ? await db.query.lineTexts.findMany({ columns: { language: true }, where: and(eq(lineTexts.lineId, lineId), ne(lineTexts.language, language), ne(lineTexts.engine, PERSON)) })
    : []
  const { translations, stale } = await translateAgain(translator, { text, from: language, to: others.map((other) => other.language as Language) }, signal)

  await db.transaction(async (tx) => {
    const [before] = await tx.select({ text: lineTexts.text }).from(lineTexts).where(of).for('update')
    if (!before || before.text === text) return
    await tx.insert(corrections).values({
      correctionId: crypto.randomUUID(), lineId, language, before: before.text, after: text, authorId: accountId, authorName: name, correctedAt: new Date(now()),
    })
    await tx.update(lineTexts).set({ text, engine: PERSON }).where(of)
    for (const { language: to, text: words, engine } of translations) {
      await tx.update(lineTexts).set({ text: words, engine }).where(and(eq(lineTexts.lineId, lineId), eq(lineTexts.language, to), ne(lineTexts.engine, PERSON)))
    }
  })
  return { line: await readLine(db, row, { accountId, correctsAll: access.owns || access.hosts }), stale }
}

async function translateAgain(translator: CorrectLineDeps['translator'], { text, from, to }: { text: string; from: Language; to: readonly Language[] }, signal?: AbortSignal) {
  const results = await Promise.all(to.map(async (language) => {
    try {
      return { language, translation: await translator.translate(text, { from, to: language, signal }) }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return { language, translation: null }
    }
  }))
  return {
    translations: results.map(({ translation }) => translation).filter((translation): translation is Translation => translation !== null),
    stale: results.filter(({ translation }) => translation === null).map(({ language }) => language),
  }
}
