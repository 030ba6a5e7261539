import { and, eq, inArray } from 'drizzle-orm'
import type { DocumentRefusal, DocumentType } from '../../domain/document.ts'
import type { Db } from '../../infra/db/db.ts'
import { documents } from '../../infra/db/schema/mod.ts'
import type { DocumentInput, DocumentsDeps } from './context.ts'
import { documentPrefix, madePrefix, partKey, termsKey, vectorsKey } from './keys.ts'
import { clearRows, storePart, storeTerms } from './store_rows.ts'
import type { StoredChunk, StoredTerm } from './store_rows.ts'

type Deps = Pick<DocumentsDeps, 'db' | 'blob' | 'now' | 'log'>

/** The document is gone: deleted, cancelled, or its owner is. Whatever the work left is erased. */
export type Recorded = 'kept' | 'gone'

/** What reading a document found. */
export interface ReadFound {
  readonly type: DocumentType
  readonly language: string | null
  readonly pages: number | null
}

const AT_WORK = ['queued', 'reading', 'embedding', 'storing'] as const
const standing = ({ accountId, documentId }: DocumentInput) => and(eq(documents.documentId, documentId), eq(documents.accountId, accountId), inArray(documents.state, [...AT_WORK]))

/** Begins anew: what an earlier try stored is taken away. */
export async function beginDocument(deps: Deps, document: DocumentInput): Promise<Recorded> {
  return withDocument(deps, document, async (tx, at) => {
    await clearRows(tx, document.documentId)
    await tx.update(documents).set({ state: 'reading', cause: null, refusal: null, changedAt: at }).where(eq(documents.documentId, document.documentId))
  })
}

/** It cannot be read: the reason is kept, the file is not. */
export async function recordRefusal(deps: Deps, { refusal, ...document }: DocumentInput & { readonly refusal: DocumentRefusal }): Promise<Recorded> {
  const recorded = await withDocument(deps, document, async (tx, at) => {
    await tx.update(documents).set({ state: 'refused', refusal, changedAt: at }).where(eq(documents.documentId, document.documentId))
  })
  // Twice is once: the second time it is no longer at work.
  await deps.blob.deletePrefix(documentPrefix(document))
  deps.log.info('document-refused', { ...document, refusal })
  return recorded
}

/** What it is; its pieces are embedded next. */
export async function recordRead(deps: Deps, { type, language, pages, ...document }: DocumentInput & ReadFound): Promise<Recorded> {
  return withDocument(deps, document, async (tx, at) => {
    await tx.update(documents).set({ state: 'embedding', type, language, pages, changedAt: at }).where(eq(documents.documentId, document.documentId))
  })
}

/** Stores one part of what was embedded; `gone` as well where the part is not there any more. */
export async function recordPart(deps: Deps, { part, ...document }: DocumentInput & { readonly part: number }): Promise<Recorded> {
  const [chunks, vectors] = await Promise.all([deps.blob.read(partKey(document, part)), deps.blob.read(vectorsKey(document, part))])
  if (!chunks || !vectors) return 'gone'
  return withDocument(deps, document, async (tx, at, { language }) => {
    await storePart(tx, { documentId: document.documentId, language, part, chunks: JSON.parse(new TextDecoder().decode(chunks)) as StoredChunk[], vectors: new Float32Array(Uint8Array.from(vectors).buffer) })
    await tx.update(documents).set({ state: 'storing', changedAt: at }).where(eq(documents.documentId, document.documentId))
  })
}

/** All of it is stored: it is searched from now on. */
export async function recordReady(deps: Deps, { model, chunks, ...document }: DocumentInput & { readonly model: string; readonly chunks: number }): Promise<Recorded> {
  const { db, blob, log } = deps
  const terms = await blob.read(termsKey(document))
  const recorded = terms ? await withDocument(deps, document, async (tx, at) => {
    await storeTerms(tx, document.documentId, JSON.parse(new TextDecoder().decode(terms)) as StoredTerm[])
    await tx.update(documents).set({ state: 'ready', model, chunks, cause: null, changedAt: at }).where(eq(documents.documentId, document.documentId))
  }) : 'gone'
  if (recorded === 'gone') {
    // An earlier try of this step may have come to its end without having said so.
    const [row] = await db.select({ state: documents.state }).from(documents).where(eq(documents.documentId, document.documentId))
    if (row?.state !== 'ready') return 'gone'
  }
  await blob.deletePrefix(madePrefix(document))
  log.info('document-ready', { ...document, model, chunks })
  return 'kept'
}

/** It failed for good. @param cause a code */
export async function recordFailure(deps: Deps, { cause, ...document }: DocumentInput & { readonly cause: string }): Promise<Recorded> {
  return withDocument(deps, document, async (tx, at) => {
    await tx.update(documents).set({ state: 'failed', cause, changedAt: at }).where(eq(documents.documentId, document.documentId))
  })
}

/** The work was cancelled: what it made goes, the file stays and may be tried again. Of a document that is gone all of it goes. */
export async function recordCancelled(deps: Deps, document: DocumentInput): Promise<void> {
  const { db, now } = deps
  await db.update(documents).set({ state: 'cancelled', changedAt: new Date(now()) }).where(standing(document))
  await sweep(deps, document)
}

/** Runs with the document held, so that it is neither deleted nor cancelled meanwhile. */
async function withDocument(deps: Deps, document: DocumentInput, run: (tx: Db, at: Date, row: typeof documents.$inferSelect) => Promise<void>): Promise<Recorded> {
  const recorded = await deps.db.transaction(async (tx): Promise<Recorded> => {
    const [row] = await tx.select().from(documents).where(standing(document)).for('update')
    if (!row) return 'gone'
    await run(tx, new Date(deps.now()), row)
    return 'kept'
  })
  if (recorded === 'gone') await sweep(deps, document)
  return recorded
}

async function sweep({ db, blob }: Deps, document: DocumentInput): Promise<void> {
  const [row] = await db.select({ state: documents.state }).from(documents).where(eq(documents.documentId, document.documentId))
  if (row?.state === 'ready' || row?.state === 'refused') return
  if (row && row.state !== 'deleting') await clearRows(db, document.documentId)
  await blob.deletePrefix(row && row.state !== 'deleting' ? madePrefix(document) : documentPrefix(document))
}
