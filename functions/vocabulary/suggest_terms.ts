import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { TERM_MAX, termKey } from '../../domain/vocabulary.ts'
import type { TermSuggestion } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import { corrections, documents, documentTerms, lines, meetings, roomDocuments, rooms, vocabularyDismissals, vocabularyTerms } from '../../infra/db/schema/mod.ts'
import { readableVocabulary } from './access.ts'
import { changedWords } from './changed_words.ts'
import type { VocabularyOf } from './vocabulary.ts'

const SUGGESTIONS_MAX = 30
/** Terms of documents and corrections that are looked at. */
const LOOKED_AT = 300

/**
 * Terms that the vocabulary may be missing: what people put into lines of its meetings' transcripts in the place of something else, then what stands
 * in its documents, the most frequent first. Throws DomainError `not-found`.
 */
export async function suggestTerms({ db }: { db: Db }, of: VocabularyOf): Promise<TermSuggestion[]> {
  const { vocabularyId } = await readableVocabulary(db, of)
  const known = new Set(vocabularyId === null ? [] : [
    ...await db.select({ key: vocabularyTerms.key }).from(vocabularyTerms).where(eq(vocabularyTerms.vocabularyId, vocabularyId)),
    ...await db.select({ key: vocabularyDismissals.key }).from(vocabularyDismissals).where(eq(vocabularyDismissals.vocabularyId, vocabularyId)),
  ].map(({ key }) => key))
  const all = [...await correctedTerms(db, of), ...await termsOfDocuments(db, of)]
  const best = new Map<string, TermSuggestion>()
  for (const one of all) {
    const key = termKey(one.term)
    if (one.term.length <= TERM_MAX && !known.has(key) && !best.has(key)) best.set(key, one)
  }
  return [...best.values()].slice(0, SUGGESTIONS_MAX)
}

async function correctedTerms(db: Db, { accountId, teamId }: VocabularyOf): Promise<TermSuggestion[]> {
  const rows = await db.select({ before: corrections.before, after: corrections.after }).from(corrections)
    .innerJoin(lines, eq(lines.lineId, corrections.lineId)).innerJoin(meetings, eq(meetings.meetingId, lines.meetingId))
    .where(and(eq(corrections.language, lines.language), teamId === null ? eq(meetings.ownerId, accountId) : eq(meetings.teamId, teamId)))
    .orderBy(desc(corrections.correctedAt)).limit(LOOKED_AT)
  const counted = new Map<string, { term: string; heard: string; count: number }>()
  for (const { term, heard } of rows.flatMap(({ before, after }) => changedWords(before, after))) {
    const key = termKey(term)
    counted.set(key, { term, heard, count: (counted.get(key)?.count ?? 0) + 1 })
  }
  return [...counted.values()].sort((a, b) => b.count - a.count).map((one) => ({ ...one, source: 'transcript' }))
}

async function termsOfDocuments(db: Db, { accountId, teamId }: VocabularyOf): Promise<TermSuggestion[]> {
  const own = teamId === null ? eq(documents.accountId, accountId) : inArray(documents.documentId,
    db.select({ documentId: roomDocuments.documentId }).from(roomDocuments).innerJoin(rooms, eq(rooms.roomId, roomDocuments.roomId)).where(eq(rooms.teamId, teamId)))
  const count = sql<number>`sum(${documentTerms.count})::int`
  const rows = await db.select({ term: documentTerms.term, count }).from(documentTerms).innerJoin(documents, eq(documents.documentId, documentTerms.documentId))
    .where(and(own, eq(documents.state, 'ready'))).groupBy(documentTerms.term).orderBy(desc(count), documentTerms.term).limit(LOOKED_AT)
  return rows.map((row) => ({ ...row, source: 'document' }))
}
