import { and, eq, inArray } from 'drizzle-orm'
import { TIERS, tierSchema } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, documents, roomDocuments, rooms } from '../../infra/db/schema/mod.ts'

/** A document that a room searches. */
export interface SearchedDocument {
  readonly documentId: string
  readonly name: string
  readonly language: string | null
  readonly model: string | null
  readonly chunks: number
}

const ENTITLED = tierSchema.options.filter((tier) => TIERS[tier].proFeatures)

/** Those that are ready, of a room whose owner's plan has them. */
export async function searchedDocuments(db: Db, roomId: string): Promise<SearchedDocument[]> {
  return db.select({ documentId: documents.documentId, name: documents.name, language: documents.language, model: documents.model, chunks: documents.chunks }).from(roomDocuments)
    .innerJoin(documents, eq(documents.documentId, roomDocuments.documentId))
    .innerJoin(rooms, eq(rooms.roomId, roomDocuments.roomId))
    .innerJoin(accounts, eq(accounts.accountId, rooms.ownerId))
    .where(and(eq(roomDocuments.roomId, roomId), eq(documents.state, 'ready'), inArray(accounts.tier, ENTITLED))).prepare('searched_documents').execute()
}

/** A piece's name to the outside. */
export const chunkId = (documentId: string, ordinal: number): string => `${documentId}.${ordinal}`
/** Which piece of its document it is that has this name. */
export const ordinalOf = (chunkId: string): number => Number(chunkId.slice(chunkId.lastIndexOf('.') + 1))
