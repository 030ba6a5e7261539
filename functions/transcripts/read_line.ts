import type { TranscriptLine } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import type { lines } from '../../infra/db/schema/mod.ts'
import { readTexts } from './read_texts.ts'
import type { ReadTextsOptions } from './read_texts.ts'

/** One line as it stands now. */
export async function readLine(db: Db, row: typeof lines.$inferSelect, options: ReadTextsOptions): Promise<TranscriptLine> {
  const [line] = await readTexts(db, [row], options)
  return line!
}
