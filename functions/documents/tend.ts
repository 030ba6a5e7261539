import { and, eq, inArray, lt } from 'drizzle-orm'
import { documents } from '../../infra/db/schema/mod.ts'
import { payingTier } from './access.ts'
import type { DocumentsDeps } from './context.ts'
import { eraseDocument } from './erase.ts'
import { documentPrefix, uploadKey } from './keys.ts'

/** An upload takes minutes at most. */
const UPLOAD_LOST_MS = 15 * 60_000
/** What says nothing for so long was not begun, or takes long: to begin it again leaves work alone that is under way. */
const WORK_LOST_MS = 60_000

/** Sees to it that what was begun is finished: erasing, uploads whose process was killed, work that could not begin. Throws what the database throws. */
export async function tendDocuments(deps: DocumentsDeps): Promise<void> {
  const { db, blob, work, now, log } = deps
  const own = { documentId: documents.documentId, accountId: documents.accountId }
  for (const document of await db.select(own).from(documents).where(eq(documents.state, 'deleting'))) {
    // One that fails keeps the others from nothing.
    await eraseDocument(deps, document).catch((error: unknown) => log.error('document-not-erased', { ...document, error }))
  }
  const since = (ms: number) => lt(documents.changedAt, new Date(now() - ms))
  for (const document of await db.select(own).from(documents).where(and(eq(documents.state, 'uploading'), since(UPLOAD_LOST_MS)))) {
    // A file is there whole or not at all.
    const file = await blob.get(uploadKey(document))
    await file?.stream.cancel()
    if (file) await db.update(documents).set({ state: 'queued', bytes: file.size }).where(and(eq(documents.documentId, document.documentId), eq(documents.state, 'uploading')))
    else await db.delete(documents).where(and(eq(documents.documentId, document.documentId), eq(documents.state, 'uploading')))
    log.info('document-upload-settled', { ...document, kept: file !== null })
  }
  for (const document of await db.select(own).from(documents).where(and(inArray(documents.state, ['queued', 'reading', 'embedding', 'storing']), since(WORK_LOST_MS)))) {
    try {
      await work.start({ ...document, tier: await payingTier(db, document) })
      await db.update(documents).set({ changedAt: new Date(now()) }).where(and(eq(documents.documentId, document.documentId), inArray(documents.state, ['queued', 'reading', 'embedding', 'storing'])))
    } catch (error) {
      log.warn('document-work-not-started', { documentId: document.documentId, error })
      return
    }
  }
}

/** Deletes files of documents that there are no rows of, which a process left that was killed between the two. */
export async function sweepDocumentFiles({ db, blob, log }: Pick<DocumentsDeps, 'db' | 'blob' | 'log'>): Promise<void> {
  const found = new Map<string, string>()
  for await (const { key } of blob.list('accounts/')) {
    const [, accountId, kind, documentId] = key.split('/')
    if (accountId && kind === 'documents' && documentId) found.set(documentId, accountId)
  }
  for (const [documentId, accountId] of found) {
    const [row] = await db.select({ documentId: documents.documentId }).from(documents).where(eq(documents.documentId, documentId))
    if (row) continue
    const files = await blob.deletePrefix(documentPrefix({ accountId, documentId }))
    log.warn('document-files-without-document', { accountId, documentId, files })
  }
}
