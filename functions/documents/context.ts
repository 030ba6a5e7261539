import type { Tier } from '../../domain/tier.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { TextEmbedders } from '../../models/embeddings/open_text.ts'

/** The work of reading a document and of making it searchable, wherever that is done. */
export interface DocumentsWork {
  /** Begins it, or leaves it alone when it is under way: `started` says which. Rejects when it cannot begin now: it is tried again. */
  start(document: { readonly documentId: string; readonly accountId: string; readonly tier: Tier }): Promise<{ readonly started: boolean }>
  /** Ends it, if it is under way. */
  stop(documentId: string): Promise<void>
  /** 0 to 1; null when nobody knows. */
  progress(documentId: string): Promise<number | null>
}

export interface DocumentsDeps {
  readonly db: Db
  readonly blob: Blobs
  /** Reads the questions. */
  readonly embedders: Pick<TextEmbedders, 'byModel'>
  readonly work: DocumentsWork
  readonly now: () => number
  readonly log: Log
}

/** A document of somebody; every verb finds only those of its own account. */
export interface DocumentInput {
  readonly accountId: string
  readonly documentId: string
}
