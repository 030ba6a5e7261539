import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow'
import { BOOKS, LONG_WORK } from '../activity_options.ts'
import { causeOf, ending } from '../failures.ts'
import { trackStatus } from '../status.ts'
import type { Status } from '../status.ts'
import type { IngestDocumentActivities } from './activities.ts'
import type { IngestDocumentBooks } from './books.ts'
import type { IngestDocumentInput, IngestDocumentResult } from './messages.ts'

const { readDocument, embedDocument } = proxyActivities<IngestDocumentActivities>(LONG_WORK)
const books = proxyActivities<IngestDocumentBooks>(BOOKS)

const GONE: IngestDocumentResult = { state: 'gone' }
/** Progress when each step is done: embedding takes longest. */
const READ = 0.1
const EMBEDDED = 0.8

/**
 * Reads a document, embeds its pieces and stores them: searched from then on. One that cannot be read ends it well, with the refusal; what fails
 * for good fails it with its code. Cancelled, it leaves the file alone, and nothing that was made of it.
 */
export async function ingestDocument({ accountId, documentId }: IngestDocumentInput): Promise<IngestDocumentResult> {
  const status = trackStatus()
  const document = { accountId, documentId }
  try {
    const result = await work(document, status)
    status.end('done', result.state === 'refused' ? { cause: result.refusal } : {})
    return result
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => books.recordDocumentCancelled(document))
      status.end('cancelled')
      throw error
    }
    const cause = causeOf(error)
    if (await books.recordDocumentFailure({ ...document, cause }) === 'gone') {
      status.end('done')
      return GONE
    }
    status.end('failed', { cause })
    throw ending(cause, 'The document could not be made searchable')
  }
}

async function work(document: IngestDocumentInput, status: Status): Promise<IngestDocumentResult> {
  status.at('reading', { from: 0, upTo: READ })
  if (await books.beginDocument(document) === 'gone') return GONE
  const found = await readDocument(document)
  if (found.refusal !== null) {
    const { refusal } = found
    return await books.recordDocumentRefusal({ ...document, refusal }) === 'gone' ? GONE : { state: 'refused', refusal }
  }
  const { type, language, pages } = found
  if (await books.recordDocumentRead({ ...document, type, language, pages }) === 'gone') return GONE
  status.at('embedding', { from: READ, upTo: EMBEDDED })
  const { model, chunks, parts } = await embedDocument(document)
  for (let part = 0; part < parts; part++) {
    status.at('storing', { from: EMBEDDED + ((1 - EMBEDDED) * part) / parts })
    if (await books.recordDocumentPart({ ...document, part }) === 'gone') return GONE
  }
  return await books.recordDocumentReady({ ...document, model, chunks }) === 'gone' ? GONE : { state: 'ready', chunks }
}
