import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { WorkflowFailedError } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { SampleRefusal } from '../../domain/voice.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import { causeOf } from '../failures.ts'
import { inSteps } from '../heartbeat.ts'
import { statusQuery } from '../status.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { CloneVoiceActivities } from './activities.ts'
import type { CloneVoiceBooks } from './books.ts'
import { LOOKS_A_RUN } from './messages.ts'
import type { cloneVoice } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))

/** What happens to one voice. */
interface Script {
  readonly begun: Awaited<ReturnType<CloneVoiceBooks['beginVoice']>>
  readonly refusal: SampleRefusal | null
  /** How often there is no engine before there is one. */
  readonly absent: number
  /** One for each attempt to check, and to learn. */
  readonly checks: Error[]
  readonly failures: Error[]
  readonly learn: (signal: AbortSignal) => Promise<void>
  /** The step at which its owner deletes it. */
  readonly goneAt: string | null
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
const voices = new Map<string, Script & { readonly steps: string[]; looks: number }>()

/** Notes what is done for a voice, and says whether it is there still. */
const at = (voiceId: string, step: string) => {
  const { steps, goneAt } = voices.get(voiceId)!
  steps.push(step)
  return Promise.resolve(step === goneAt ? 'gone' as const : 'kept' as const)
}

const books: CloneVoiceBooks = {
  async beginVoice({ voiceId }) {
    const { begun, steps } = voices.get(voiceId)!
    return begun && { ...begun, checked: begun.checked || steps.includes('checked:null') }
  },
  recordVoiceCheck: ({ voiceId, refusal }) => at(voiceId, `checked:${refusal}`),
  recordVoiceState: ({ voiceId, state, cause }) => at(voiceId, cause ? `${state}:${cause}` : state),
  recordVoiceEmbedding: ({ voiceId, engine, bytes }) => at(voiceId, `learnt:${engine}:${bytes}`),
  sweepVoice: ({ voiceId }) => at(voiceId, 'swept'),
}
const activities: CloneVoiceActivities = {
  async checkVoiceSample({ voiceId }) {
    const { checks, refusal } = voices.get(voiceId)!
    const failure = checks.shift()
    if (failure) throw failure
    return { refusal, speechMs: 20_000, levelDbfs: -24 }
  },
  async findCloningEngine() {
    // There is one voice at a time.
    const voice = [...voices.values()].at(-1)!
    return voice.looks++ < voice.absent ? null : 'scripted'
  },
  // With heartbeats, by which it hears that it is cancelled.
  learnVoice: ({ voiceId }) => inSteps<null, { engine: string; bytes: number }>(async ({ signal }) => {
    const { failures, learn } = voices.get(voiceId)!
    await learn(signal)
    const failure = failures.shift()
    if (failure) throw failure
    return { engine: 'scripted', bytes: 32 }
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

async function run(script: Partial<Script> = {}, during: (handle: WorkflowHandle<typeof cloneVoice>) => Promise<void> = async () => {}) {
  const voiceId = `v${voices.size + 1}`
  const voice = { begun: { sampleId: 's', checked: false }, refusal: null, absent: 0, checks: [], failures: [], learn: async () => {}, goneAt: null, ...script, steps: [] as string[], looks: 0 }
  voices.set(voiceId, voice)
  const handle = await tests.env.client.workflow.start<typeof cloneVoice>('cloneVoice', { workflowId: voiceId, taskQueue: LANES.premium, args: [{ accountId: 'a', voiceId }] })
  await during(handle)
  const result = await handle.result().catch((error: unknown) => {
    if (error instanceof WorkflowFailedError) return error
    throw error
  })
  return { result, status: await tests.env.client.workflow.getHandle(voiceId).query(statusQuery), steps: voice.steps, looks: voice.looks }
}

test('a good sample becomes a voice', async () => {
  const { result, steps, status } = await run()
  deepEqual(result, { state: 'ready', engine: 'scripted' })
  deepEqual(steps, ['checked:null', 'making', 'learnt:scripted:32'])
  deepEqual(status, { state: 'done', step: 'storing', progress: 1 })
})

test('what was checked before is learnt by another engine without being checked again', async () => {
  const { steps } = await run({ begun: { sampleId: 's', checked: true } })
  deepEqual(steps, ['making', 'learnt:scripted:32'])
})

test('a sample that is of no use ends it, and is not tried again', async () => {
  const { result, steps, status } = await run({ refusal: 'several-speakers' })
  deepEqual(result, { state: 'refused', refusal: 'several-speakers' })
  deepEqual([steps, status.cause], [['checked:several-speakers'], 'several-speakers'])
})

test('a voice waits for an engine, for days if need be, and is learnt when one comes', async () => {
  const absent = LOOKS_A_RUN + 2
  const { result, steps, looks } = await run({ absent })
  deepEqual(result, { state: 'ready', engine: 'scripted' })
  // The second run says again that it waits, and checks nothing again.
  deepEqual(steps, ['checked:null', 'waiting', 'waiting', 'making', 'learnt:scripted:32'])
  equal(looks, absent + 1)
})

test('an engine that fails now and then is asked again; one that leaves is waited for', async () => {
  const passing = await run({ checks: [new DomainError('model-unavailable', 'The thread died')], failures: [new DomainError('timeout', 'Slow'), new DomainError('unavailable', '500')] })
  deepEqual(passing.result, { state: 'ready', engine: 'scripted' })
  const left = await run({ failures: Array.from({ length: 7 }, () => new DomainError('unavailable', 'Nobody answers')) })
  deepEqual(left.result, { state: 'ready', engine: 'scripted' })
  deepEqual(left.steps, ['checked:null', 'making', 'waiting', 'making', 'learnt:scripted:32'])
})

test('what the engine does not take fails at once, what goes on failing fails in the end, each with its cause', async () => {
  for (const [code, times] of [['clone-refused', 1], ['clone-failed', 6]] as const) {
    const { result, steps, status } = await run({ failures: Array.from({ length: times }, () => new DomainError(code, 'No')) })
    ok(result instanceof WorkflowFailedError)
    equal(causeOf(result.cause), code)
    deepEqual([steps, status.state, status.cause], [['checked:null', 'making', `failed:${code}`], 'failed', code])
  }
})

test('a voice that is deleted meanwhile ends the work, at whatever step', async () => {
  const nothing = await run({ begun: null })
  deepEqual([nothing.result, nothing.steps], [{ state: 'gone' }, []])
  for (const goneAt of ['checked:null', 'making', 'learnt:scripted:32']) {
    const { result, steps, status } = await run({ goneAt })
    deepEqual([result, steps.at(-1), status.state], [{ state: 'gone' }, goneAt, 'done'])
  }
  const failed = await run({ goneAt: 'failed:clone-refused', failures: [new DomainError('clone-refused', 'No')] })
  deepEqual(failed.result, { state: 'gone' })
})

test('cancelling ends it in the middle and clears what it left', async () => {
  let learning = () => {}
  const begun = new Promise<void>((resolve) => { learning = resolve })
  const learn = async (signal: AbortSignal) => {
    learning()
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const { result, steps, status } = await run({ learn }, async (handle) => {
    await begun
    await handle.cancel()
  })
  ok(result instanceof WorkflowFailedError)
  deepEqual([steps, status.state], [['checked:null', 'making', 'swept'], 'cancelled'])
})

test('histories of earlier versions go on with the workflow of today', async () => {
  ok(await tests.replay(`${FOLDER}histories`) >= 5)
})
