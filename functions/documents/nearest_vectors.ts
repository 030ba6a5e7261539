import { sql } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import type { SearchedDocument } from './room_documents.ts'

/** A piece that answers, the best first. */
export interface Hit {
  readonly documentId: string
  readonly ordinal: number
  /** Cosine to the question, for hits by meaning. */
  readonly similarity?: number
}

/**
 * A room with fewer pieces is searched one by one, which finds the nearest ones for sure. An index of all rooms' vectors would have to be walked for
 * long until enough of this room's came along.
 */
export const EXACT_MAX = 10_000
/** How many candidates the index keeps in view: what it finds of the true nearest grows with it, and its time. */
const INDEX_BREADTH = 200

/** The pieces of a room's documents whose meaning is nearest. @param vector of length 1, by the model of these documents */
export async function nearestVectors(db: Db, among: readonly SearchedDocument[], vector: Float32Array, { limit, exactMax = EXACT_MAX }: { readonly limit: number; readonly exactMax?: number }): Promise<Hit[]> {
  const exact = among.reduce((sum, { chunks }) => sum + chunks, 0) <= exactMax
  const ids = `{${among.map(({ documentId }) => documentId).join(',')}}`
  const distance = sql`embedding <#> ${`[${vector.join(',')}]`}::vector`
  const most = sql.raw(String(limit))
  // The text of each statement is always the same, so that it is parsed once. The offset keeps the planner from sorting by the index of all rooms.
  const query = exact
    ? sql`(select * from (select document_id, ordinal, ${distance} as distance from document_vectors where document_id = any(${ids}::uuid[]) offset 0) as own order by distance limit ${most}) as hit`
    // The index goes on from where it was until there are enough of this room's. Settings are made before it is asked, and end with the statement; as text, documents have no index that the planner could take instead.
    : sql`(select set_config('hnsw.iterative_scan', 'relaxed_order', true) as iterative, set_config('hnsw.ef_search', ${String(INDEX_BREADTH)}, true) as breadth offset 0) as settings
      cross join lateral (select document_id, ordinal, ${distance} as distance from document_vectors
        where settings.breadth is not null and document_id::text = any(${ids}::text[]) order by ${distance} limit ${most}) as hit`
  const hits = await db.select({ documentId: sql<string>`hit.document_id`, ordinal: sql<number>`hit.ordinal`, distance: sql<number>`hit.distance` }).from(query).prepare('nearest_vectors').execute()
  // pgvector's inner product is negative, so that the nearest come first.
  return hits.map(({ distance: negative, ...hit }) => ({ ...hit, similarity: -negative })).sort((a, b) => b.similarity - a.similarity)
}
