import { inArray, sql } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import { documentVectors } from '../../infra/db/schema/mod.ts'
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
export const EXACT_MAX = 8_000
/** How many candidates the index keeps in view: what it finds of the true nearest grows with it, and its time. */
const INDEX_BREADTH = 80

/** The pieces of a room's documents whose meaning is nearest. @param vector of length 1, by the model of these documents */
export async function nearestVectors(db: Db, among: readonly SearchedDocument[], vector: Float32Array, { limit, exactMax = EXACT_MAX }: { readonly limit: number; readonly exactMax?: number }): Promise<Hit[]> {
  const ids = among.map(({ documentId }) => documentId)
  const distance = sql`${documentVectors.embedding} <#> ${JSON.stringify([...vector])}::vector`
  const ofRoom = inArray(documentVectors.documentId, ids)
  if (among.reduce((sum, { chunks }) => sum + chunks, 0) <= exactMax) {
    // The offset keeps the planner from sorting by the index of all rooms.
    const query = sql`select document_id, ordinal, distance from (select ${documentVectors.documentId} as document_id, ${documentVectors.ordinal} as ordinal, ${distance} as distance
      from ${documentVectors} where ${ofRoom} offset 0) as own order by distance limit ${limit}`
    return toHits(await db.execute(query))
  }
  return db.transaction(async (tx) => {
    // It goes on from where it was until there are enough of this room's, and the planner does not read and sort all of the room instead.
    await tx.execute(sql`select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', ${String(INDEX_BREADTH)}, true), set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`)
    const hits = toHits(await tx.execute(sql`select ${documentVectors.documentId} as document_id, ${documentVectors.ordinal} as ordinal, ${distance} as distance from ${documentVectors} where ${ofRoom} order by ${distance} limit ${limit}`))
    return hits.sort((a, b) => b.similarity! - a.similarity!)
  })
}

/** pgvector's inner product is negative, so that the nearest come first. */
function toHits(result: unknown): Hit[] {
  return rowsOf<{ document_id: string; ordinal: number; distance: number }>(result).map(({ document_id, ordinal, distance }) => ({ documentId: document_id, ordinal, similarity: -Number(distance) }))
}
