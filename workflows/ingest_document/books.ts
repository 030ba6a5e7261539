import type { DocumentRefusal } from '../../domain/document.ts'
import type { DocumentsDeps } from '../../functions/documents/context.ts'
import { beginDocument, recordCancelled, recordFailure, recordPart, recordRead, recordReady, recordRefusal } from '../../functions/documents/record_work.ts'
import type { ReadFound } from '../../functions/documents/record_work.ts'
import type { IngestDocumentInput } from './messages.ts'

/** What is written down of the work on a document, in the process that has the database. Each says whether the document is there still. */
export function createIngestDocumentBooks(deps: Pick<DocumentsDeps, 'db' | 'blob' | 'now' | 'log'>) {
  return {
    beginDocument: (document: IngestDocumentInput) => beginDocument(deps, document),
    recordDocumentRefusal: (document: IngestDocumentInput & { readonly refusal: DocumentRefusal }) => recordRefusal(deps, document),
    recordDocumentRead: (document: IngestDocumentInput & ReadFound) => recordRead(deps, document),
    recordDocumentPart: (document: IngestDocumentInput & { readonly part: number }) => recordPart(deps, document),
    recordDocumentReady: (document: IngestDocumentInput & { readonly model: string; readonly chunks: number }) => recordReady(deps, document),
    recordDocumentFailure: (document: IngestDocumentInput & { readonly cause: string }) => recordFailure(deps, document),
    recordDocumentCancelled: (document: IngestDocumentInput) => recordCancelled(deps, document),
  }
}
export type IngestDocumentBooks = ReturnType<typeof createIngestDocumentBooks>
