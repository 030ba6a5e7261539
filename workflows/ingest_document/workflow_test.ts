import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { WorkflowFailedError } from '@temporalio/client'
import type { DocumentRefusal } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import { causeOf } from '../failures.ts'
import { inSteps } from '../heartbeat.ts'
import { statusQuery } from '../status.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { Embedded, IngestDocumentActivities } from './activities.ts'
import type { IngestDocumentBooks } from './books.ts'
import type { ingestDocument } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))

interface Script {
  readonly refusal: DocumentRefusal | null
  /** Thrown by the first tries of embedding. */
  readonly failures: Error[]
  readonly embed: (signal: AbortSignal) => Promise<void>
  /** The step at which the document turns out to be gone. */
  readonly goneAt: string | null
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
const documents = new Map<string, Script & { readonly steps: string[] }>()

function at(documentId: string, step: string) {
  const { steps, goneAt } = documents.get(documentId)!
  steps.push(step)
  return Promise.resolve(step === goneAt ? 'gone' as const : 'kept' as const)
}

const books: IngestDocumentBooks = {
  beginDocument: ({ documentId }) => at(documentId, 'begun'),
  recordDocumentRefusal: ({ documentId, refusal }) => at(documentId, `refused:${refusal}`),
  recordDocumentRead: ({ documentId, type, language, pages }) => at(documentId, `read:${type}:${language}:${pages}`),
  recordDocumentPart: ({ documentId, part }) => at(documentId, `part:${part}`),
  recordDocumentReady: ({ documentId, model, chunks }) => at(documentId, `ready:${model}:${chunks}`),
  recordDocumentFailure: ({ documentId, cause }) => at(documentId, `failed:${cause}`),
  recordDocumentCancelled: async ({ documentId }) => void await at(documentId, 'cancelled'),
}
const activities: IngestDocumentActivities = {
  async readDocument({ documentId }) {
    const { refusal } = documents.get(documentId)!
    return refusal === null ? { refusal, type: 'pdf', language: 'en', pages: 3 } : { refusal }
  },
  // With heartbeats, by which it hears that it is cancelled.
  embedDocument: ({ documentId }) => inSteps<null, Embedded>(async ({ signal }) => {
    const { failures, embed } = documents.get(documentId)!
    await embed(signal)
    const failure = failures.shift()
    if (failure) throw failure
    return { model: 'scripted', chunks: 40, parts: 2 }
  }),
}

before(async () => {
  tests = await openWorkflowTests({ workflowsPath: `${FOLDER}workflow.ts`, timeSkipping: true })
  workers = tests.withWorkers({ activities, books, slots: 4 }, () => new Promise<void>((resolve) => { release = resolve }))
})
after(async () => {
  release()
  await workers
  await tests.close()
})

async function run(script: Partial<Script> = {}, during: (handle: WorkflowHandle<typeof ingestDocument>) => Promise<void> = async () => {}) {
  const documentId = `d${documents.size + 1}`
  const document = { refusal: null, failures: [], embed: async () => {}, goneAt: null, ...script, steps: [] as string[] }
  documents.set(documentId, document)
  const handle = await tests.env.client.workflow.start<typeof ingestDocument>('ingestDocument', { workflowId: documentId, taskQueue: LANES.premium, args: [{ accountId: 'a', documentId }] })
  await during(handle)
  const result = await handle.result().catch((error: unknown) => {
    if (error instanceof WorkflowFailedError) return error
    throw error
  })
  return { result, status: await tests.env.client.workflow.getHandle(documentId).query(statusQuery), steps: document.steps }
}

const READ = ['begun', 'read:pdf:en:3']

test('a document is read, embedded, stored part by part, and ready', async () => {
  const { result, steps, status } = await run()
  deepEqual(result, { state: 'ready', chunks: 40 })
  deepEqual(steps, [...READ, 'part:0', 'part:1', 'ready:scripted:40'])
  deepEqual(status, { state: 'done', step: 'storing', progress: 1 })
})

test('one that cannot be read ends it, with the reason, and is not tried again', async () => {
  const { result, steps, status } = await run({ refusal: 'encrypted' })
  deepEqual([result, steps, status.cause], [{ state: 'refused', refusal: 'encrypted' }, ['begun', 'refused:encrypted'], 'encrypted'])
})

test('what fails now and then is tried again; what goes on failing fails in the end with its cause, what cannot work at once', async () => {
  const passing = await run({ failures: [new DomainError('model-unavailable', 'No memory'), new DomainError('unavailable', 'No disk')] })
  deepEqual(passing.result, { state: 'ready', chunks: 40 })
  for (const [code, times] of [['not-found', 1], ['model-unavailable', 6]] as const) {
    const { result, steps, status } = await run({ failures: Array.from({ length: times }, () => new DomainError(code, 'No')) })
    ok(result instanceof WorkflowFailedError)
    equal(causeOf(result.cause), code)
    deepEqual([steps, status.state, status.cause], [[...READ, `failed:${code}`], 'failed', code])
  }
})

test('a document that is deleted meanwhile ends the work, at whatever step', async () => {
  for (const goneAt of ['begun', 'read:pdf:en:3', 'part:0', 'ready:scripted:40']) {
    const { result, steps, status } = await run({ goneAt })
    deepEqual([result, steps.at(-1), status.state], [{ state: 'gone' }, goneAt, 'done'])
  }
  deepEqual((await run({ goneAt: 'refused:broken', refusal: 'broken' })).result, { state: 'gone' })
  deepEqual((await run({ goneAt: 'failed:not-found', failures: [new DomainError('not-found', 'No')] })).result, { state: 'gone' })
})

test('cancelling ends it in the middle and writes it down', async () => {
  let embedding = () => {}
  const begun = new Promise<void>((resolve) => { embedding = resolve })
  const embed = async (signal: AbortSignal) => {
    embedding()
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const { result, steps, status } = await run({ embed }, async (handle) => {
    await begun
    await handle.cancel()
  })
  ok(result instanceof WorkflowFailedError)
  deepEqual([steps, status.state], [[...READ, 'cancelled'], 'cancelled'])
})

test('histories of earlier versions go on with the workflow of today', async () => {
  ok(await tests.replay(`${FOLDER}histories`) >= 5)
})
