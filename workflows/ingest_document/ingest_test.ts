import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { asc, eq } from 'drizzle-orm'
import { BOOKS_QUEUE } from '../../domain/job.ts'
import { createTemporalDocumentsWork, documentOfJob, ingestDocumentJob } from '../../functions/documents/temporal_work.ts'
import { openTestDocuments } from '../../functions/documents/testing.ts'
import { createJobs } from '../../functions/jobs/jobs.ts'
import { openFolderBlobs } from '../../infra/blob/folder.ts'
import { documentChunks, documents, documentTerms, documentVectors, documentWords } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { makePdf } from '../../tests/documents/make_pdf.ts'
import { runQueues } from '../run_queues.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import { startWorkerProcess } from '../testing_kill.ts'
import { createIngestDocumentBooks } from './books.ts'

/** Two parts of pieces. */
const PAGES = 40

let tests: WorkflowTests
let folder: string
let at: Awaited<ReturnType<typeof openTestDocuments>>
let serving: ReturnType<typeof runQueues>

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-documents-'))
  const blob = await openFolderBlobs(join(folder, 'blobs'))
  tests = await openWorkflowTests()
  at = await openTestDocuments({ blob, work: createTemporalDocumentsWork(tests.temporal) })
  // Books stay where the database is; only the workers of the lanes die.
  serving = runQueues([{ taskQueue: BOOKS_QUEUE, activities: createIngestDocumentBooks(at.deps), slots: 4 }], { at: tests.temporal.at, log: silentLog })
})
after(async () => {
  await serving.close()
  await at.close()
  await tests.close()
  await rm(folder, { recursive: true })
})

/** A worker that goes no further, and says so, at one page while a file bids it. */
async function worker() {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const activitiesPath = join(folder, 'worker.mts')
  await writeFile(activitiesPath, `
    import { existsSync } from 'node:fs'
    import { openFolderBlobs } from ${from('../../infra/blob/folder.ts')}
    import { loadTextEmbedder } from ${from('../../models/embeddings/text.ts')}
    import { createIngestDocumentActivities } from ${from('./activities.ts')}
    const embedder = await loadTextEmbedder(${JSON.stringify(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`)}, 'all-MiniLM-L6-v2')
    let embedded = 0
    const embed = async (text, options) => {
      if (embedded++ === 0) console.log(text.includes('Page 1 ') ? 'from the first' : 'from later on')
      if (text.includes('Page 30 ') && existsSync(${JSON.stringify(hold())})) {
        console.log('half way')
        await new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)))
      }
      return embedder.embed(text, options)
    }
    export const activities = createIngestDocumentActivities({ blob: await openFolderBlobs(${JSON.stringify(join(folder, 'blobs'))}), embedder: async () => ({ ...embedder, embed }) })
  `)
  return startWorkerProcess({ at: tests.temporal.at, activitiesPath })
}

const hold = () => join(folder, 'hold')

async function until(condition: () => Promise<boolean>, what: string) {
  const deadlineMs = Date.now() + 90_000
  while (!await condition()) {
    if (Date.now() > deadlineMs) throw new Error(`There never was ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function upload() {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  const content = makePdf(Array.from({ length: PAGES }, (_, i) => ({ lines: Array.from({ length: 12 }, (_, line) => `Page ${i + 1} tells of the Kestrel relay ZX-${i} and of line ${line} in many more words, again and again.`) })))
  const { documentId } = await at.documents.add({ accountId, roomId, name: 'Handbook.pdf', content })
  return { accountId, roomId, documentId }
}
type Uploaded = Awaited<ReturnType<typeof upload>>

const state = async (document: Uploaded) => (await at.documents.read(document)).state
const ended = (document: Uploaded, wanted: string) => until(async () => await state(document) === wanted, `a document that is ${wanted}`)

/** Everything that is stored of a document but for its id. */
async function stored({ documentId }: Uploaded) {
  const [chunks, vectors, words, terms] = await Promise.all([
    at.db.select().from(documentChunks).where(eq(documentChunks.documentId, documentId)).orderBy(asc(documentChunks.ordinal)),
    at.db.select().from(documentVectors).where(eq(documentVectors.documentId, documentId)).orderBy(asc(documentVectors.ordinal)),
    at.db.select().from(documentWords).where(eq(documentWords.documentId, documentId)).orderBy(asc(documentWords.word), asc(documentWords.part)),
    at.db.select().from(documentTerms).where(eq(documentTerms.documentId, documentId)).orderBy(asc(documentTerms.term)),
  ])
  return JSON.parse(JSON.stringify([chunks, vectors, words, terms]).replaceAll(documentId, 'DOCUMENT')) as [unknown[], unknown[], unknown[], unknown[]]
}

test('a worker that is killed in the middle costs nothing; what is cancelled leaves the file alone; what is deleted leaves nothing', { timeout: 300_000 }, async () => {
  await writeFile(hold(), '')
  const first = await worker()
  const killed = await upload()
  await first.said('half way')
  // What it saved reaches Temporal within a heartbeat.
  await until(async () => (await at.documents.read(killed)).progress! > 0.3, 'the progress that was saved')
  await first.kill9()
  await rm(hold())
  const second = await worker()
  await ended(killed, 'ready')
  await second.said('from later on')

  const whole = await upload()
  await ended(whole, 'ready')
  const [before, after] = [await stored(killed), await stored(whole)]
  deepEqual(before, after)
  ok(before.every(({ length }) => length > 0))
  const document = await at.documents.read(whole)
  deepEqual([document.type, document.pages, document.chunks], ['pdf', PAGES, before[0].length])
  await until(async () => (await at.files(whole.accountId)).join() === `${whole.documentId}/upload`, 'a ready document without what was made on the way')
  equal((await at.documents.search({ roomId: whole.roomId, text: 'ZX-37' }))[0]?.page, 38)
  ok((await at.documents.termsOf(whole.roomId)).some(({ term }) => term === 'ZX-37'))

  await writeFile(hold(), '')
  const cancelled = await upload()
  await second.said('half way')
  await at.documents.cancel(cancelled)
  await until(async () => (await at.files(cancelled.accountId)).length === 1, 'a cancelled document without what was made of it')
  deepEqual([await state(cancelled), (await stored(cancelled)).flat()], ['cancelled', []])
  await rm(hold())
  await until(() => at.documents.retry(cancelled).then(() => true, () => false), 'work that can be begun again')
  await ended(cancelled, 'ready')
  deepEqual(await stored(cancelled), after)

  // The same from the list of long work, whose "try again" is the document's.
  const jobs = createJobs({
    temporal: tests.temporal, log: silentLog,
    again: { 'ingest-document': ({ id, owner }) => at.documents.retry({ accountId: owner.userId, documentId: documentOfJob(id) }) },
  })
  await writeFile(hold(), '')
  const stopped = await upload()
  await second.said('half way')
  const [asker, job] = [{ accountId: stopped.accountId, isAdmin: false }, ingestDocumentJob(stopped.documentId)]
  await jobs.cancel(asker, job)
  await until(async () => (await jobs.read(asker, job)).state === 'cancelled', 'a job that is cancelled')
  equal(await state(stopped), 'cancelled')
  await rm(hold())
  await jobs.retry(asker, job)
  await ended(stopped, 'ready')
  deepEqual(await stored(stopped), after)

  // Work that finds its document cancelled before it is told to stop is done, and so is the job; the document may be tried again.
  await at.db.update(documents).set({ state: 'cancelled' }).where(eq(documents.documentId, stopped.documentId))
  await at.documents.retry(stopped)
  await ended(stopped, 'ready')

  await at.documents.delete(whole)
  deepEqual([await at.files(whole.accountId), (await stored(whole)).flat()], [[], []])
  await second.kill9()
})
