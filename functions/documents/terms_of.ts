import { desc, inArray } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { documentTerms } from '../../infra/db/schema/mod.ts'
import type { DocumentTerm } from './documents.ts'
import { chunkId, searchedDocuments } from './room_documents.ts'

const TERMS_MAX = 1_000

/** Names and terms of a room's documents: see `RoomDocuments`. */
export async function termsOfRoom({ db }: { readonly db: Db }, roomId: string): Promise<DocumentTerm[]> {
  const among = await searchedDocuments(db, roomId)
  if (among.length === 0) return []
  const rows = await db.select().from(documentTerms).where(inArray(documentTerms.documentId, among.map(({ documentId }) => documentId)))
    .orderBy(desc(documentTerms.count), documentTerms.term, documentTerms.documentId).limit(TERMS_MAX)
  return rows.map(({ term, count, documentId, ordinal }) => ({ term, count, documentId, chunkId: chunkId(documentId, ordinal) }))
}
