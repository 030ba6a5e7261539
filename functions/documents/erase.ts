import { and, eq } from 'drizzle-orm'
import { documents } from '../../infra/db/schema/mod.ts'
import { noSuchDocument, ownDocument } from './access.ts'
import type { DocumentInput, DocumentsDeps } from './context.ts'
import { documentPrefix, documentsPrefix } from './keys.ts'

type Deps = Pick<DocumentsDeps, 'db' | 'blob' | 'work' | 'now' | 'log'>

/** Erases a document and all that is known from it. Throws DomainError `not-found`; when it is cut off, `tendDocuments` finishes it. */
export async function deleteDocument(deps: Deps, document: DocumentInput): Promise<void> {
  const marked = await deps.db.update(documents).set({ state: 'deleting', changedAt: new Date(deps.now()) })
    .where(ownDocument(document)).returning({ documentId: documents.documentId })
  if (marked.length === 0) throw noSuchDocument('delete')
  await eraseDocument(deps, document)
}

/** Files first, then rows: cut off in between, it can be done again. */
export async function eraseDocument({ db, blob, work, log }: Deps, document: DocumentInput): Promise<void> {
  await work.stop(document.documentId).catch((error: unknown) => log.warn('document-work-not-stopped', { documentId: document.documentId, error }))
  const files = await blob.deletePrefix(documentPrefix(document))
  await db.delete(documents).where(and(eq(documents.documentId, document.documentId), eq(documents.state, 'deleting')))
  log.info('document-erased', { ...document, files })
}

/** What a deleted account leaves of its documents: nothing. Its rows go with the account's. */
export async function eraseAccountDocuments(deps: Deps, { accountId }: { readonly accountId: string }): Promise<void> {
  const marked = await deps.db.update(documents).set({ state: 'deleting', changedAt: new Date(deps.now()) }).where(eq(documents.accountId, accountId)).returning({ documentId: documents.documentId })
  for (const { documentId } of marked) await eraseDocument(deps, { accountId, documentId })
  await deps.blob.deletePrefix(documentsPrefix(accountId))
}
