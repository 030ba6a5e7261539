import { and, eq, inArray } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { documents } from '../../infra/db/schema/mod.ts'
import { noSuchDocument, ownDocument, payingTier } from './access.ts'
import { beginWork } from './begin_work.ts'
import type { DocumentInput, DocumentsDeps } from './context.ts'
import { requireProFeatures } from '../accounts/pro_features.ts'

/** Ends the work on a document, which stays and may be tried again. Throws DomainError `not-found` for one that nothing works on. */
export async function cancelDocument({ db, work, now, log }: Pick<DocumentsDeps, 'db' | 'work' | 'now' | 'log'>, document: DocumentInput): Promise<void> {
  const changed = await db.update(documents).set({ state: 'cancelled', changedAt: new Date(now()) })
    .where(and(ownDocument(document), inArray(documents.state, ['queued', 'reading', 'embedding', 'storing']))).returning({ documentId: documents.documentId })
  if (changed.length === 0) throw noSuchDocument('cancel')
  // Work that cannot be told now finds the document cancelled at its next step.
  await work.stop(document.documentId).catch((error: unknown) => log.warn('document-work-not-stopped', { documentId: document.documentId, error }))
  log.info('document-cancelled', { ...document })
}

/**
 * Tries again what failed or was cancelled, now or as soon as work can begin. Throws DomainError `not-found` for other documents, `forbidden` (plan),
 * `unavailable` while the work that was cancelled is not at its end yet.
 */
export async function retryDocument({ db, work, now, log }: Pick<DocumentsDeps, 'db' | 'work' | 'now' | 'log'>, document: DocumentInput): Promise<void> {
  const [before] = await db.select({ state: documents.state, cause: documents.cause }).from(documents).where(ownDocument(document))
  if (!before) throw noSuchDocument('try again')
  const tier = await payingTier(db, document)
  requireProFeatures(tier, 'read a document')
  const changed = await db.update(documents).set({ state: 'queued', cause: null, changedAt: new Date(now()) })
    .where(and(ownDocument(document), inArray(documents.state, ['failed', 'cancelled']))).returning({ documentId: documents.documentId })
  if (changed.length === 0) throw noSuchDocument('try again')
  const begun = await beginWork({ work, log }, { ...document, tier })
  if (begun?.started !== false) return
  await db.update(documents).set(before).where(and(ownDocument(document), eq(documents.state, 'queued')))
  throw new DomainError('unavailable', 'Cannot try the document again yet: the work before is still being ended')
}
