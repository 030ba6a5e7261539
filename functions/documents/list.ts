import { desc, eq, inArray } from 'drizzle-orm'
import type { Document } from '../../domain/document.ts'
import { documentRefusalSchema, isDocumentAtWork } from '../../domain/document.ts'
import { documents, roomDocuments } from '../../infra/db/schema/mod.ts'
import { withDeadline } from '../../infra/deadline.ts'
import { noSuchDocument, ownDocument, requireManagedRoom } from './access.ts'
import type { DocumentInput, DocumentsDeps } from './context.ts'
import type { RoomDocument } from './documents.ts'

/** A list is not worth a longer wait for how far something is. */
const PROGRESS_MS = 1_000
/** `tendDocuments` finds work that is under way every minute. */
const LATE_MS = 120_000

type Deps = Pick<DocumentsDeps, 'db' | 'work' | 'now'>
type Row = typeof documents.$inferSelect

/** Documents of an account, newest first. Throws what the database throws. */
export async function listDocuments(deps: Deps, accountId: string): Promise<Document[]> {
  return complete(deps, await deps.db.select().from(documents).where(eq(documents.accountId, accountId)).orderBy(desc(documents.createdAt), desc(documents.documentId)))
}

/** One's own. Throws DomainError `not-found`. */
export async function readDocument(deps: Deps, document: DocumentInput): Promise<Document> {
  const [found] = await complete(deps, await deps.db.select().from(documents).where(ownDocument(document)))
  if (!found) throw noSuchDocument('read')
  return found
}

/** Documents that a room searches or will search, for who manages it. Throws DomainError `not-found`, `forbidden` (plan). */
export async function listRoomDocuments(deps: Deps, { accountId, roomId }: { readonly accountId: string; readonly roomId: string }): Promise<RoomDocument[]> {
  await requireManagedRoom(deps.db, { accountId, roomId }, 'list the documents')
  const rows = await deps.db.select({ document: documents }).from(roomDocuments).innerJoin(documents, eq(documents.documentId, roomDocuments.documentId))
    .where(eq(roomDocuments.roomId, roomId)).orderBy(desc(roomDocuments.attachedAt), desc(documents.documentId))
  const all = await complete(deps, rows.map(({ document }) => document))
  // Where else somebody's document is searched is their business.
  return all.map((document, index) => ({ ...document, roomIds: [roomId], own: rows[index]!.document.accountId === accountId }))
}

async function complete({ db, work, now }: Deps, rows: readonly Row[]): Promise<Document[]> {
  if (rows.length === 0) return []
  const attached = await db.select({ roomId: roomDocuments.roomId, documentId: roomDocuments.documentId }).from(roomDocuments).where(inArray(roomDocuments.documentId, rows.map(({ documentId }) => documentId)))
  return Promise.all(rows.map(async (row): Promise<Document> => {
    const { documentId, name, bytes, state, type, refusal, cause, pages, chunks, createdAt } = row
    return {
      documentId, name, bytes, state, type, cause, pages, chunks,
      late: isDocumentAtWork({ state }) && now() - row.changedAt.getTime() > LATE_MS,
      progress: isDocumentAtWork({ state }) ? await withDeadline(PROGRESS_MS, [], () => work.progress(documentId)).catch(() => null) : null,
      refusal: documentRefusalSchema.safeParse(refusal).data ?? null,
      roomIds: attached.filter((one) => one.documentId === documentId).map(({ roomId }) => roomId),
      createdAtMs: createdAt.getTime(),
    }
  }))
}
