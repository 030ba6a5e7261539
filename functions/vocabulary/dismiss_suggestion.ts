import { TERM_MAX, termKey } from '../../domain/vocabulary.ts'
import { DomainError } from '../../domain/errors.ts'
import { vocabularyDismissals } from '../../infra/db/schema/mod.ts'
import { changeVocabulary } from './access.ts'
import type { VocabularyDeps, VocabularyOf } from './vocabulary.ts'

/** A term that is not to be suggested again. Throws DomainError `not-found`, `forbidden`, `invalid-input`. */
export async function dismissSuggestion({ db }: VocabularyDeps, of: VocabularyOf, term: string): Promise<void> {
  const key = termKey(term)
  if (key === '' || key.length > 2 * TERM_MAX) throw new DomainError('invalid-input', `Cannot dismiss a suggestion: write 1 to ${TERM_MAX} characters`)
  await changeVocabulary(db, of, { action: 'dismiss a suggestion' }, async (tx, vocabularyId) => {
    await tx.insert(vocabularyDismissals).values({ vocabularyId, key }).onConflictDoNothing()
  })
}
