import type { Tier } from '../../domain/tier.ts'
import { withDeadline } from '../../infra/deadline.ts'
import type { DocumentsDeps } from './context.ts'

/** Who asks is not kept longer: what has not begun by then begins late, or `tendDocuments` begins it. */
const START_MS = 1_000

/** Begins the work on a document that is queued. Never throws. @returns null when nobody knows yet: it is begun later */
export async function beginWork({ work, log }: Pick<DocumentsDeps, 'work' | 'log'>, document: { readonly documentId: string; readonly accountId: string; readonly tier: Tier }): Promise<{ readonly started: boolean } | null> {
  try {
    return await withDeadline(START_MS, [], () => work.start(document))
  } catch (error) {
    log.warn('document-work-not-started', { documentId: document.documentId, error })
    return null
  }
}
