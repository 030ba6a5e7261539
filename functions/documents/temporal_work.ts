import { DomainError } from '../../domain/errors.ts'
import { withDeadline } from '../../infra/deadline.ts'
import { callTemporal } from '../../infra/temporal/call.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { readJob } from '../../infra/temporal/read_job.ts'
import { startWorkflow } from '../../infra/temporal/start_workflow.ts'
import type { DocumentsWork } from './context.ts'

/** Who deletes or cancels is not kept longer: the books say already that it is over. */
const STOP_MS = 1_000
const PREFIX = 'ingest-document-'
/** The id of the work on a document. */
export const ingestDocumentJob = (documentId: string): string => `${PREFIX}${documentId}`
/** The document that a job is the work on. */
export const documentOfJob = (id: string): string => id.slice(PREFIX.length)

/** The work on documents as Temporal workflows, in the lane of the plan that pays for it. */
export function createTemporalDocumentsWork(temporal: Temporal): DocumentsWork {
  return {
    start({ documentId, accountId, tier }) {
      // Work that found its document cancelled, before it was told to stop, is done; the document may be tried again all the same.
      return startWorkflow(temporal, { kind: 'ingest-document', workflow: 'ingestDocument', id: ingestDocumentJob(documentId), input: { accountId, documentId }, owner: { userId: accountId, tier }, anew: true })
    },
    async stop(documentId) {
      const id = ingestDocumentJob(documentId)
      await withDeadline(STOP_MS, [], () => callTemporal(temporal, `cancel "${id}"`, () => temporal.client.workflow.getHandle(id).cancel())).catch((error: unknown) => {
        if (!(error instanceof DomainError && error.code === 'not-found')) throw error
      })
    },
    async progress(documentId) {
      const { progress } = await readJob(temporal, ingestDocumentJob(documentId))
      return progress
    },
  }
}
