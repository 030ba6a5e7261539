import { asc, eq } from 'drizzle-orm'
import type { Language } from '../../domain/language.ts'
import type { Tier } from '../../domain/tier.ts'
import type { VocabularyTerm } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import { vocabularyTerms } from '../../infra/db/schema/mod.ts'
import { readableVocabulary } from './access.ts'
import type { Tx } from './access.ts'
import type { VocabularyOf } from './vocabulary.ts'

/** A vocabulary as who asks sees it. */
export interface VocabularyView {
  /** By the alphabet. */
  readonly terms: readonly VocabularyTerm[]
  /** Counts changes. */
  readonly version: number
  readonly tier: Tier
  /** Whether who asks may change it. */
  readonly changes: boolean
  readonly teamName: string | null
}

/** All terms. Throws DomainError `not-found` for a team that who asks is not in. */
export async function listTerms({ db }: { db: Db }, of: VocabularyOf): Promise<VocabularyView> {
  const { vocabularyId, ...view } = await readableVocabulary(db, of)
  return { ...view, terms: vocabularyId === null ? [] : await readTerms(db, vocabularyId) }
}

/** The terms of a vocabulary, by the alphabet. */
export async function readTerms(db: Db | Tx, vocabularyId: string): Promise<VocabularyTerm[]> {
  const rows = await db.select().from(vocabularyTerms).where(eq(vocabularyTerms.vocabularyId, vocabularyId)).orderBy(asc(vocabularyTerms.key))
  return rows.map(toTerm)
}

export function toTerm({ termId, term, sounds, translations, doNotTranslate }: typeof vocabularyTerms.$inferSelect): VocabularyTerm {
  return { termId, term, sounds, translations: translations as Partial<Record<Language, string>>, doNotTranslate }
}
