import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { ROOM_DOCUMENTS_MAX } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { documents, roomDocuments, rooms } from '../../infra/db/schema/mod.ts'
import { noSuchDocument, ownDocument, requireManagedRoom } from './access.ts'
import type { DocumentInput, DocumentsDeps } from './context.ts'

export interface AttachInput extends DocumentInput {
  readonly roomId: string
}

/** Lets a room that one manages search a document of one's own; nothing happens where it does. Throws DomainError `not-found`, `forbidden` (plan), `conflict` when the room has no place left. */
export async function attachDocument({ db, now, log }: Pick<DocumentsDeps, 'db' | 'now' | 'log'>, { roomId, ...document }: AttachInput): Promise<void> {
  await requireManagedRoom(db, { accountId: document.accountId, roomId }, 'attach a document')
  await db.transaction(async (tx) => {
    const [own] = await tx.select({ documentId: documents.documentId }).from(documents).where(ownDocument(document)).for('update')
    if (!own) throw noSuchDocument('attach')
    // A room that has it already needs no place for it, however full it is.
    const [has] = await tx.select({ documentId: roomDocuments.documentId }).from(roomDocuments).where(and(eq(roomDocuments.roomId, roomId), eq(roomDocuments.documentId, document.documentId)))
    if (has) return
    await requireRoomPlace(tx, roomId)
    await tx.insert(roomDocuments).values({ roomId, documentId: document.documentId, attachedAt: new Date(now()) }).onConflictDoNothing()
  })
  log.info('document-attached', { ...document, roomId })
}

/** Lets a room that one manages search a document no longer, whoever it belongs to. Throws DomainError `not-found`. A plan that ended forbids nothing here. */
export async function detachDocument({ db, log }: Pick<DocumentsDeps, 'db' | 'log'>, { accountId, documentId, roomId }: AttachInput): Promise<void> {
  await requireManagedRoom(db, { accountId, roomId }, 'detach a document').catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === 'forbidden')) throw error
  })
  if (!z.uuid().safeParse(documentId).success) throw noSuchDocument('detach')
  const gone = await db.delete(roomDocuments).where(and(eq(roomDocuments.roomId, roomId), eq(roomDocuments.documentId, documentId))).returning({ documentId: roomDocuments.documentId })
  if (gone.length === 0) throw new DomainError('not-found', `Cannot detach the document: room "${roomId}" does not search it`)
  log.info('document-detached', { accountId, documentId, roomId })
}

/** Holds the room, so that two at once do not both take the last place. Throws DomainError `conflict`. */
export async function requireRoomPlace(tx: Db, roomId: string): Promise<void> {
  await tx.select({ roomId: rooms.roomId }).from(rooms).where(eq(rooms.roomId, roomId)).for('update')
  const [row] = await tx.select({ used: count() }).from(roomDocuments).where(eq(roomDocuments.roomId, roomId))
  if ((row?.used ?? 0) >= ROOM_DOCUMENTS_MAX) throw new DomainError('conflict', `Cannot attach the document: room "${roomId}" has ${row?.used} of ${ROOM_DOCUMENTS_MAX}. Detach one first`)
}
