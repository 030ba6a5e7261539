import type { DocumentRefusal } from '../../domain/document.ts'

export interface IngestDocumentInput {
  readonly accountId: string
  readonly documentId: string
}

/** How it ended. `gone`: the document was deleted, or its owner was. */
export type IngestDocumentResult =
  | { readonly state: 'ready'; readonly chunks: number }
  | { readonly state: 'refused'; readonly refusal: DocumentRefusal }
  | { readonly state: 'gone' }
