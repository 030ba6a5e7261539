import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError } from '@temporalio/client'
import type { WorkflowHandle } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { SpeechOrder, ToldApart } from '../../functions/diarization/tell_apart.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import { inSteps } from '../heartbeat.ts'
import { statusQuery } from '../status.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { DiarizationBooks } from './activities.ts'
import { CHUNK_SIGNAL, CHUNKS_A_RUN } from './messages.ts'
import type { diarizeMeeting } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))
const TOLD: ToldApart = { turns: [{ speakerId: 'a', startMs: 0, endMs: 1_000 }], speakerIds: ['a'], merged: [] }

/** What happens at one microphone. */
interface Script {
  readonly steps: string[]
  /** When the meeting is over, and its audio. */
  over: boolean
  readonly audio: SpeechOrder['audio']
  readonly gone: boolean
  readonly hear: (order: SpeechOrder, signal: AbortSignal) => Promise<void>
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
let current: Script

const note = (step: string) => void current.steps.push(step)
const books: DiarizationBooks = {
  beginMicrophone: async () => (current.gone ? 'gone' : 'here'),
  async recordTurns({ chunkId }) {
    note(`told ${chunkId}`)
    return 'kept'
  },
  dropSpeech: async (_microphone, chunkId) => note(`dropped ${chunkId}`),
  failSpeech: async (_microphone, { chunkId, cause }) => note(`failed ${chunkId}: ${cause}`),
  meetingState: async () => ({ over: current.over, audio: current.over ? current.audio : [] }),
  endMicrophone: async () => note('ended'),
  stopMicrophone: async () => note('stopped'),
}
const activities = {
  tellApart: (order: SpeechOrder) => inSteps<null, ToldApart>(async ({ signal }) => {
    await current.hear(order, signal)
    note(`heard ${order.chunkId} knowing ${order.known?.split('/').at(-1) ?? 'nobody'}`)
    return TOLD
  }),
}

before(async () => {
  tests = await openWorkflowTests({ timeSkipping: true })
  let started = () => {}
  const ready = new Promise<void>((resolve) => { started = resolve })
  workers = tests.withWorkers({ activities, books, slots: 4 }, () => {
    started()
    return new Promise<void>((resolve) => { release = resolve })
  })
  await ready
})
after(async () => {
  release()
  await workers
  await tests.close()
})

const chunk = (chunkId: string) => ({ chunkId, key: `meetings/m/speech/p/${chunkId}.wav`, pieces: [{ at: 0, samples: 16, startMs: Number(chunkId) }] })

/** Runs one meeting's work: it begins with these chunks, and ends as the script says. */
async function run(script: Partial<Script>, chunks: readonly string[], meanwhile: (handle: WorkflowHandle<typeof diarizeMeeting>) => Promise<void> = async () => {}) {
  current = { steps: [], over: true, audio: [], gone: false, hear: async () => {}, ...script }
  const [first, ...others] = chunks
  const handle = await tests.env.client.workflow.signalWithStart<typeof diarizeMeeting, [ReturnType<typeof chunk>]>('diarizeMeeting', {
    workflowId: `diarization-${crypto.randomUUID()}`, taskQueue: LANES.premium, args: [{ roomId: 'r', meetingId: 'm', peerId: 'p' }], signal: CHUNK_SIGNAL, signalArgs: [chunk(first!)],
  })
  for (const other of others) await handle.signal(CHUNK_SIGNAL, chunk(other))
  await meanwhile(handle)
  const result = await handle.result().catch((error: unknown) => error)
  return { handle, result, steps: current.steps, status: await tests.env.client.workflow.getHandle(handle.workflowId).query(statusQuery) }
}

test('chunks are heard one after the other, each with those known before; then the meeting is over', async () => {
  const { result, steps, status } = await run({}, ['1', '2', '2'])
  deepEqual(result, { state: 'done', done: 2, failed: 0, whole: false })
  deepEqual(steps, ['heard 1 knowing nobody', 'told 1', 'dropped 1', 'heard 2 knowing 1.json', 'told 2', 'dropped 2', 'ended'])
  equal(status.state, 'done')
})

test('a meeting whose sound is kept is heard once more as a whole when it is over', async () => {
  const audio = [{ key: 'meetings/m/audio/p/1.wav', pieces: [] }]
  const { result, steps } = await run({ audio }, ['1'])
  deepEqual((result as { whole: boolean }).whole, true)
  deepEqual(steps.slice(-3), ['heard whole knowing 1.json', 'told whole', 'ended'])
  const failing = await run({ audio, async hear({ chunkId }) { if (chunkId === 'whole') throw new DomainError('too-large', 'too long') } }, ['1'])
  deepEqual([(failing.result as { whole: boolean }).whole, failing.steps.at(-1)], [false, 'ended'], 'what was told while it went on stays')
})

test('a stretch that fails for good leaves its captions without labels, and the next goes on with who was known', async () => {
  const { result, steps } = await run({ async hear({ chunkId }) { if (chunkId === '2') throw new DomainError('not-found', 'gone') } }, ['1', '2', '3'])
  deepEqual(result, { state: 'done', done: 2, failed: 1, whole: false })
  deepEqual(steps.slice(3, 5), ['failed 2: not-found', 'heard 3 knowing 1.json'])
})

test('an engine that stumbles is tried again', async () => {
  let tries = 0
  const { result } = await run({ async hear() { if (tries++ < 2) throw new DomainError('model-unavailable', 'ended') } }, ['1'])
  deepEqual([result, tries], [{ state: 'done', done: 1, failed: 0, whole: false }, 3])
})

test('a meeting that was erased ends it', async () => {
  deepEqual((await run({ gone: true }, ['1'])).result, { state: 'gone', done: 0, failed: 0, whole: false })
})

test('cancelling ends it in the middle, and takes the sound away', async () => {
  let hearing = () => {}
  const begun = new Promise<void>((resolve) => { hearing = resolve })
  const hear = async (_order: SpeechOrder, signal: AbortSignal) => {
    hearing()
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const { result, steps, status } = await run({ hear }, ['1', '2'], async (handle) => {
    await begun
    await handle.cancel()
  })
  ok(result instanceof WorkflowFailedError)
  deepEqual([steps, status.state], [['stopped'], 'cancelled'])
})

test('a long meeting goes on in a new history, and knows who spoke before', async () => {
  const many = Array.from({ length: CHUNKS_A_RUN + 2 }, (_, at) => String(at + 1))
  const { result, steps } = await run({}, many)
  deepEqual(result, { state: 'done', done: CHUNKS_A_RUN + 2, failed: 0, whole: false })
  ok(steps.includes(`heard ${CHUNKS_A_RUN + 1} knowing ${CHUNKS_A_RUN}.json`))
})

test('histories of earlier versions go on with the workflow of today', async () => {
  ok(await tests.replay(`${FOLDER}histories`) >= 4)
})
