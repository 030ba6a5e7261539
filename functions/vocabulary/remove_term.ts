import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { vocabularyTerms } from '../../infra/db/schema/mod.ts'
import { changeVocabulary } from './access.ts'
import type { VocabularyDeps, VocabularyOf } from './vocabulary.ts'

/** Takes a term out, on any plan. Throws DomainError `not-found`, `forbidden`. */
export async function removeTerm({ db }: VocabularyDeps, of: VocabularyOf, termId: string): Promise<void> {
  await changeVocabulary(db, of, { action: 'remove a term', takesAway: true }, async (tx, vocabularyId) => {
    const gone = z.uuid().safeParse(termId).success
      ? await tx.delete(vocabularyTerms).where(and(eq(vocabularyTerms.termId, termId), eq(vocabularyTerms.vocabularyId, vocabularyId))).returning()
      : []
    if (gone.length === 0) throw new DomainError('not-found', 'Cannot remove a term: it is not in this vocabulary')
  })
}
