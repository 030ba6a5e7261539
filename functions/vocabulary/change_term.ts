import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { termKey, TERMS_MAX } from '../../domain/vocabulary.ts'
import type { Term, VocabularyTerm } from '../../domain/vocabulary.ts'
import { isUniqueViolation } from '../../infra/db/errors.ts'
import { vocabularyTerms } from '../../infra/db/schema/mod.ts'
import { changeVocabulary } from './access.ts'
import { toTerm } from './list_terms.ts'
import type { VocabularyDeps, VocabularyOf } from './vocabulary.ts'

export interface ChangeTermInput {
  /** Left out: a new term. */
  readonly termId?: string
  /** Of termSchema. */
  readonly term: Term
}

/**
 * Adds a term, or changes one. Throws DomainError `forbidden` (plan, role), `not-found`, `conflict` when the vocabulary has the term, in whatever
 * case, or is full.
 */
export async function changeTerm({ db, now }: VocabularyDeps, of: VocabularyOf, { termId, term }: ChangeTermInput): Promise<VocabularyTerm> {
  const action = termId === undefined ? 'add a term' : 'change a term'
  if (termId !== undefined && !z.uuid().safeParse(termId).success) throw unknown(action)
  try {
    return await changeVocabulary(db, of, { action }, async (tx, vocabularyId) => {
      const values = { ...term, key: termKey(term.term), changedAt: new Date(now()) }
      if (termId !== undefined) {
        const [row] = await tx.update(vocabularyTerms).set(values).where(and(eq(vocabularyTerms.termId, termId), eq(vocabularyTerms.vocabularyId, vocabularyId))).returning()
        if (!row) throw unknown(action)
        return toTerm(row)
      }
      const [{ used } = { used: 0 }] = await tx.select({ used: count() }).from(vocabularyTerms).where(eq(vocabularyTerms.vocabularyId, vocabularyId))
      if (used >= TERMS_MAX) throw new DomainError('conflict', `Cannot add a term: the vocabulary is full (${used} of ${TERMS_MAX})`)
      const [row] = await tx.insert(vocabularyTerms).values({ termId: crypto.randomUUID(), vocabularyId, ...values }).returning()
      return toTerm(row!)
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'vocabulary_terms_key')) throw error
    throw new DomainError('conflict', `Cannot ${action}: the vocabulary has "${term.term}" already`, { cause: error })
  }
}

function unknown(action: string): DomainError {
  return new DomainError('not-found', `Cannot ${action}: it is not in this vocabulary`)
}
