import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import type { DocumentsDeps, DocumentsWork } from './context.ts'
import { createDocuments } from './create_documents.ts'
import type { Documents } from './documents.ts'

/** How often what was begun is looked after. */
const TEND_EVERY_MS = 15_000

export interface OpenDocuments {
  readonly documents: Documents
  readonly deps: DocumentsDeps
  close(): Promise<void>
}

/** Documents with what goes on beside requests: finishing what was cut off. */
export function openDocuments({ clock, ...rest }: Omit<DocumentsDeps, 'now'> & { readonly clock: Clock }): OpenDocuments {
  const deps: DocumentsDeps = { ...rest, now: clock.now }
  const documents = createDocuments(deps)
  let closed = false
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  const tend = () => {
    running = documents.tend().catch((error: unknown) => deps.log.warn('documents-not-tended', { error })).then(() => {
      if (!closed) cancel = clock.after(TEND_EVERY_MS, tend)
    })
  }
  tend()
  return {
    documents,
    deps,
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}

/** Where nothing does long work: documents are kept until something does. */
export const noDocumentsWork: DocumentsWork = {
  async start() {
    throw new DomainError('unavailable', 'Cannot read the document: nothing does long work here. It is kept until something does')
  },
  async stop() {},
  progress: async () => null,
}
