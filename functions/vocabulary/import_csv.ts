import { and, count, eq, inArray, sql } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { CSV_MAX_BYTES, termKey, TERMS_MAX } from '../../domain/vocabulary.ts'
import type { Imported, RowError } from '../../domain/vocabulary.ts'
import { vocabularyTerms } from '../../infra/db/schema/mod.ts'
import { changeVocabulary } from './access.ts'
import { readCsv } from './csv/read_csv.ts'
import type { VocabularyDeps, VocabularyOf } from './vocabulary.ts'

/** Rows of one statement. */
const BATCH = 200

/**
 * Takes the terms of a CSV file over, all rows that can be read in one step. Throws DomainError `forbidden`, `not-found`, `too-large`, and CsvError
 * (`invalid-values`) for a file of which no row can be read.
 */
export async function importCsv({ db, now, log }: VocabularyDeps, of: VocabularyOf, content: Uint8Array): Promise<Imported> {
  if (content.byteLength > CSV_MAX_BYTES) throw new DomainError('too-large', `Cannot import terms: the file has ${content.byteLength} bytes, and ${CSV_MAX_BYTES} may be`)
  return await changeVocabulary(db, of, { action: 'import terms' }, async (tx, vocabularyId) => {
    // Read after the plan is known: parsing costs.
    const { rows, errors } = readCsv(content)
    const own = eq(vocabularyTerms.vocabularyId, vocabularyId)
    const [{ used } = { used: 0 }] = await tx.select({ used: count() }).from(vocabularyTerms).where(own)
    const known = new Set(rows.length === 0 ? [] : (await tx.select({ key: vocabularyTerms.key }).from(vocabularyTerms).where(and(own, inArray(vocabularyTerms.key, rows.map(({ term }) => termKey(term.term)))))).map(({ key }) => key))
    let room = TERMS_MAX - used
    const full: RowError[] = []
    const taken = rows.filter(({ row, term }) => {
      if (known.has(termKey(term.term)) || room-- > 0) return true
      full.push({ row, column: null, problem: 'full' })
      return false
    })
    for (let at = 0; at < taken.length; at += BATCH) {
      const values = taken.slice(at, at + BATCH).map(({ term }) => ({ termId: crypto.randomUUID(), vocabularyId, ...term, key: termKey(term.term), changedAt: new Date(now()) }))
      await tx.insert(vocabularyTerms).values(values).onConflictDoUpdate({
        target: [vocabularyTerms.vocabularyId, vocabularyTerms.key],
        set: Object.fromEntries((['term', 'sounds', 'translations', 'doNotTranslate', 'changedAt'] as const).map((column) => [column, sql.raw(`excluded."${vocabularyTerms[column].name}"`)])),
      })
    }
    const changed = taken.filter(({ term }) => known.has(termKey(term.term))).length
    log.info('vocabulary-imported', { ...of, added: taken.length - changed, changed, errors: errors.length + full.length })
    return { added: taken.length - changed, changed, errors: [...errors, ...full].sort((a, b) => a.row - b.row) }
  })
}
