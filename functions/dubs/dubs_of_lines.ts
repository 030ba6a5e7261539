import { inArray } from 'drizzle-orm'
import type { Dub } from '../../domain/dub.ts'
import { isSettled } from '../../domain/dub.ts'
import type { Language } from '../../domain/language.ts'
import { plainText } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { toDub } from './_rows.ts'

/** What is heard of a line in a language. */
export interface SpokenLine {
  readonly language: Language
  /** What is said, as transcripts keep it. */
  readonly text: string
  readonly dub: Dub
}

/** How lines of a transcript are spoken: what is finished, by line. Throws what the database throws. */
export async function dubsOfLines(db: Db, lineIds: readonly string[]): Promise<ReadonlyMap<string, readonly SpokenLine[]>> {
  const byLine = new Map<string, SpokenLine[]>()
  const rows = lineIds.length === 0 ? [] : await db.select().from(dubs).where(inArray(dubs.captionId, [...lineIds]))
  for (const row of rows.filter(isSettled)) {
    const dub = toDub(row)
    byLine.set(row.captionId, [...(byLine.get(row.captionId) ?? []), { language: dub.language, text: plainText(row.text), dub }])
  }
  return byLine
}
