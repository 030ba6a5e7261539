import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { documentChunks, documentTerms, documentVectors, documentWords } from '../../infra/db/schema/mod.ts'
import { spaced, textConfig } from './matching_words.ts'

/** Pieces that are embedded and stored at once. The embedded database works in the process of meetings: each step is short. */
export const PART_CHUNKS = 32
const VECTORS_AT_ONCE = 8

export interface StoredChunk {
  readonly ordinal: number
  readonly page: number | null
  readonly text: string
}

export interface StoredTerm {
  readonly term: string
  readonly count: number
  readonly ordinal: number
}

/** Stores a part of a document. Done again, it stores the same. @param vectors of its pieces one after the other */
export async function storePart(db: Db, { documentId, language, part, chunks, vectors }: { readonly documentId: string; readonly language: string | null; readonly part: number; readonly chunks: readonly StoredChunk[]; readonly vectors: Float32Array }): Promise<void> {
  if (chunks.length === 0) return
  const width = vectors.length / chunks.length
  await db.insert(documentChunks).values(chunks.map((chunk) => ({ documentId, ...chunk })))
    .onConflictDoUpdate({ target: [documentChunks.documentId, documentChunks.ordinal], set: { page: sql`excluded.page`, text: sql`excluded.text` } })
  for (let first = 0; first < chunks.length; first += VECTORS_AT_ONCE) {
    await db.insert(documentVectors).values(chunks.slice(first, first + VECTORS_AT_ONCE).map(({ ordinal }, index) => {
      const at = (first + index) * width
      return { documentId, ordinal, embedding: [...vectors.subarray(at, at + width)] }
    })).onConflictDoNothing()
  }
  const texts = chunks.map(({ ordinal, text }) => sql`(${ordinal}::integer, ${spaced(text, language)}::text)`)
  await db.execute(sql`insert into ${documentWords} (document_id, word, part, ordinals)
    select ${documentId}::uuid, found.lexeme, ${part}::integer, array_agg(piece.ordinal order by piece.ordinal)
    from (values ${sql.join(texts, sql`, `)}) as piece (ordinal, words) cross join lateral unnest(to_tsvector(${textConfig(language)}::regconfig, piece.words)) as found
    where length(found.lexeme) <= 200 group by found.lexeme
    on conflict (document_id, word, part) do update set ordinals = excluded.ordinals`)
}

/** Stores the terms in place of what there was. */
export async function storeTerms(db: Db, documentId: string, terms: readonly StoredTerm[]): Promise<void> {
  await db.delete(documentTerms).where(eq(documentTerms.documentId, documentId))
  if (terms.length > 0) await db.insert(documentTerms).values(terms.map((term) => ({ documentId, ...term }))).onConflictDoNothing()
}

/** Takes away what a document was stored as; the document stays. */
export async function clearRows(db: Db, documentId: string): Promise<void> {
  for (const table of [documentTerms, documentWords, documentVectors, documentChunks]) await db.delete(table).where(eq(table.documentId, documentId))
}
