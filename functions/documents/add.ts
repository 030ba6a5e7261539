import { and, count, eq, ne } from 'drizzle-orm'
import { DOCUMENT_MAX_BYTES, DOCUMENTS_MAX, documentName } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import type { BlobContent } from '../../infra/blob/blob.ts'
import { accounts, documents, roomDocuments } from '../../infra/db/schema/mod.ts'
import { requireDocuments, requireManagedRoom } from './access.ts'
import { requireRoomPlace } from './attach.ts'
import { beginWork } from './begin_work.ts'
import type { DocumentsDeps } from './context.ts'
import { documentPrefix, uploadKey } from './keys.ts'

export interface AddDocumentInput {
  readonly accountId: string
  /** As the file is called: shown, and used for nothing else. */
  readonly name: string
  readonly content: BlobContent
  /** A room that searches it from the beginning on. */
  readonly roomId?: string | undefined
}

/**
 * Keeps a file and has it read, which goes on after this resolves. Its place is taken before the file is read, so the file is either kept, and
 * then survives whatever is away afterwards, or refused.
 * Throws DomainError `forbidden` (plan), `not-found` (room), `conflict` (no place left), `too-large`, `invalid-input` for an empty file or no name, `unavailable`.
 */
export async function addDocument(deps: DocumentsDeps, { accountId, name: given, content, roomId }: AddDocumentInput, { signal }: { signal?: AbortSignal } = {}): Promise<{ documentId: string }> {
  const { db, blob, now, log } = deps
  const name = documentName(given)
  if (name === null) throw new DomainError('invalid-input', 'Cannot add the document: its file has no name')
  const tier = roomId === undefined ? await requireDocuments(db, accountId, 'add a document') : (await requireManagedRoom(db, { accountId, roomId }, 'add a document')).tier
  const documentId = crypto.randomUUID()
  const document = { accountId, documentId }
  await db.transaction(async (tx) => {
    // Held, so that two at once do not both take the last place.
    await tx.select({ accountId: accounts.accountId }).from(accounts).where(eq(accounts.accountId, accountId)).for('update')
    const [row] = await tx.select({ used: count() }).from(documents).where(and(eq(documents.accountId, accountId), ne(documents.state, 'deleting')))
    if ((row?.used ?? 0) >= DOCUMENTS_MAX) throw new DomainError('conflict', `Cannot add the document: you have ${row?.used} of ${DOCUMENTS_MAX}. Delete one first`)
    if (roomId !== undefined) await requireRoomPlace(tx, roomId)
    const at = new Date(now())
    await tx.insert(documents).values({ documentId, accountId, name, state: 'uploading', createdAt: at, changedAt: at })
    if (roomId !== undefined) await tx.insert(roomDocuments).values({ roomId, documentId, attachedAt: at })
  })
  try {
    const { size } = await blob.put(uploadKey(document), content, { maxBytes: DOCUMENT_MAX_BYTES, ...(signal ? { signal } : {}) })
    if (size === 0) throw new DomainError('invalid-input', 'Cannot add the document: the file is empty')
    const kept = await db.update(documents).set({ state: 'queued', bytes: size, changedAt: new Date(now()) })
      .where(and(eq(documents.documentId, documentId), eq(documents.state, 'uploading'))).returning({ documentId: documents.documentId })
    if (kept.length === 0) throw new DomainError('conflict', 'Cannot keep the document: it was deleted meanwhile')
    log.info('document-added', { accountId, documentId, roomId, bytes: size })
  } catch (error) {
    await giveUp(deps, document)
    throw error
  }
  await beginWork(deps, { ...document, tier })
  return { documentId }
}

/** What cannot be undone now, as while the database is away, is undone by `tendDocuments`. */
async function giveUp({ db, blob, log }: DocumentsDeps, document: { accountId: string; documentId: string }): Promise<void> {
  try {
    await blob.deletePrefix(documentPrefix(document))
    await db.delete(documents).where(eq(documents.documentId, document.documentId))
  } catch (error) {
    log.warn('document-not-undone', { documentId: document.documentId, error })
  }
}
