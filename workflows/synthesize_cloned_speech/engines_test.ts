import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DUB_RATE_HZ, SPEECH_RATE } from '../../domain/audio.ts'
import type { DubWork } from '../../domain/dub.ts'
import { dubWorkflowId } from '../../domain/dub.ts'
import { BOOKS_QUEUE } from '../../domain/job.ts'
import { wavSamples } from '../../domain/wav.ts'
import { queueDub } from '../../functions/dubs/queue_dub.ts'
import { sayInVoice } from '../../functions/dubs/say_in_voice.ts'
import { startDub } from '../../functions/dubs/start_dub.ts'
import { openDubStage } from '../../functions/dubs/testing.ts'
import { engineKey } from '../../functions/voices/keys.ts'
import { openFolderBlobs } from '../../infra/blob/folder.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { resample } from '../../models/cloning/decode/resample.ts'
import { createXtts } from '../../models/cloning/xtts/xtts.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { toInt16 } from '../../models/tts/samples.ts'
import { loadSilero } from '../../models/vad/silero.ts'
import type { ScriptedFault } from '../../tests/fixtures/xtts/faults.ts'
import { espeakSpeak } from '../../tests/fixtures/xtts/speak_with_espeak.ts'
import { startXtts } from '../../tests/fixtures/xtts/stand_in.ts'
import { readWav } from '../../tests/read_wav.ts'
import { inSteps } from '../heartbeat.ts'
import { runQueues } from '../run_queues.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import { startWorkerProcess } from '../testing_kill.ts'
import { createDubBooks } from './activities.ts'
import { DEADLINE_MS, LEAST_MS } from './messages.ts'

const VAD = `${BUNDLED_FOLDER}silero-vad/model.onnx`
const TEXT = 'Bom dia a todos, vamos começar a reunião de hoje.'

let tests: WorkflowTests
let folder: string
let blob: Blobs
let stage: Awaited<ReturnType<typeof openDubStage>>
const [{ speak, close: closeSpeech }, vad] = [espeakSpeak(), await loadSilero(VAD)]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-clones-'))
  blob = await openFolderBlobs(join(folder, 'blobs'))
  ;[tests, stage] = await Promise.all([openWorkflowTests(), openDubStage({ engine: 'xtts', blob })])
  const server = await startXtts({ speak })
  const cloner = createXtts({ url: server.url, vad, log: silentLog })
  const sample = toInt16(resample(await readWav(new URL('../../tests/fixtures/jfk.wav', import.meta.url)), SPEECH_RATE, DUB_RATE_HZ))
  await blob.put(engineKey({ accountId: stage.ada, voiceId: stage.voiceId! }, 'xtts'), await cloner.embed([sample]))
  await cloner.close()
  await server.close()
})
after(async () => {
  await Promise.all([tests.close(), stage.close(), closeSpeech(), vad.close()])
  await rm(folder, { recursive: true, force: true })
})

/** A caption that asks for its clone, `waitedMs` after it was said. */
async function ask(captionId: string, waitedMs = 0): Promise<DubWork> {
  const { db, meetingOf, request, ada, voiceId, room } = stage
  const requestedMs = Date.now() - waitedMs
  const { dub } = await queueDub({ db, meetingOf }, { ...request, captionId, text: TEXT }, { accountId: ada, voiceId: voiceId!, askedMs: requestedMs })
  return { dubId: dub.dubId, captionId, language: 'pt', roomId: room.roomId, accountId: ada, voiceId: voiceId!, tier: 'premium', requestedMs }
}

const books = () => createDubBooks({ ...stage.deps, now: Date.now, bus: { publish: async (_topic, event) => void (event.type === 'dub' && told.push([event.dub.dubId, event.dub.state])) } })
const told: (readonly [dubId: string, state: string])[] = []

/** How a dub ended, as listeners have it: one recording that sounds, said once, counted once; and asking again changes nothing. */
async function ended(work: DubWork) {
  await tests.temporal.client.workflow.getHandle(dubWorkflowId(work)).result()
  await startDub(tests.temporal, work)
  const row = (await stage.db.query.dubs.findFirst({ where: eq(dubs.dubId, work.dubId) }))!
  const audio = row.state === 'ready' ? 'clone' : 'quick'
  const sound = wavSamples((await blob.read(`meetings/${row.meetingId}/dubs/${row.dubId}/${audio}.wav`))!)
  ok(sound.length > 0 && sound.some((sample) => sample !== 0), 'never silence')
  const settled = told.filter(([dubId, state]) => dubId === work.dubId && ['ready', 'quick', 'failed'].includes(state))
  equal(new Set(settled.map(([, state]) => state)).size, 1, 'never twice')
  return { state: row.state, cause: row.cause, durationMs: row.durationMs ?? 0 }
}

/** A dub of an engine that goes wrong in its own way. */
interface Case {
  readonly faults: readonly ScriptedFault[]
  readonly waitedMs?: number
}

test('whatever the engine does, a caption ends in the clone or in the quick voice with its cause', { timeout: 120_000 }, async () => {
  const cases: Record<string, Case> = {
    'answers 500 five times': { faults: [{ path: '/tts', fault: { kind: 'status', status: 500 }, times: 5 }] },
    'hangs': { faults: [{ path: '/tts', fault: { kind: 'hang' }, times: 99 }], waitedMs: DEADLINE_MS - LEAST_MS },
    'gives 0 bytes of noise': { faults: [{ path: '/tts', fault: { kind: 'empty' }, times: 99 }] },
    'gives noise, then speech': { faults: [{ path: '/tts', fault: { kind: 'noise' }, times: 1 }] },
    'refuses': { faults: [{ path: '/tts', fault: { kind: 'status', status: 422, body: '{"detail":"no"}' } }] },
  }
  const engines = new Map<string, { readonly cloner: ReturnType<typeof createXtts>; readonly close: () => Promise<void> }>()
  for (const [name, { faults }] of Object.entries(cases)) {
    const server = await startXtts({ speak })
    server.fail(...faults)
    const cloner = createXtts({ url: server.url, vad, log: silentLog })
    engines.set(name, { cloner, close: () => Promise.all([cloner.close(), server.close()]).then(() => {}) })
  }
  const cache = createMemoryCache({ clock: systemClock })
  const engineOf = new Map<string, string>()
  const activities = {
    sayInVoice: (order: Parameters<typeof sayInVoice>[1]) => inSteps<null, { durationMs: number }>(({ signal }) =>
      sayInVoice({ blob, cache, cloner: engines.get(engineOf.get(order.to.split('/')[3]!)!)!.cloner }, order, { signal })),
  }
  const results = await tests.withWorkers({ activities, books: books(), slots: 8 }, async () => {
    const works = await Promise.all(Object.entries(cases).map(async ([name, { waitedMs }]) => {
      const work = await ask(name, waitedMs)
      engineOf.set(work.dubId, name)
      await startDub(tests.temporal, work)
      return [name, work] as const
    }))
    return Object.fromEntries(await Promise.all(works.map(async ([name, work]) => [name, await ended(work)] as const)))
  })
  await Promise.all([...engines.values()].map(({ close }) => close()))
  deepEqual(Object.fromEntries(Object.entries(results).map(([name, { state, cause }]) => [name, `${state}${cause ? ` because ${cause}` : ''}`])), {
    'answers 500 five times': 'ready',
    'hangs': 'quick because slow',
    'gives 0 bytes of noise': 'quick because empty',
    'gives noise, then speech': 'ready',
    'refuses': 'quick because engine',
  })
  ok(results['answers 500 five times']!.durationMs > 1_000)
})

test('a worker that is killed while the engine speaks loses nothing: another one makes the same clone', { timeout: 120_000 }, async () => {
  const server = await startXtts({ speak })
  server.fail({ path: '/tts', fault: { kind: 'hang' } })
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const activitiesPath = join(folder, 'worker.mts')
  await writeFile(activitiesPath, `
    import { openFolderBlobs } from ${at('../../infra/blob/folder.ts')}
    import { createMemoryCache } from ${at('../../infra/cache/memory.ts')}
    import { systemClock as clock } from ${at('../../infra/clock.ts')}
    import { silentLog as log } from ${at('../../infra/log.ts')}
    import { createXtts } from ${at('../../models/cloning/xtts/xtts.ts')}
    import { loadSilero } from ${at('../../models/vad/silero.ts')}
    import { createDubSpeech } from ${at('./activities.ts')}
    const speech = createDubSpeech({
      blob: await openFolderBlobs(${JSON.stringify(join(folder, 'blobs'))}), cache: createMemoryCache({ clock }),
      cloner: createXtts({ url: ${JSON.stringify(server.url)}, vad: await loadSilero(${JSON.stringify(VAD)}), log }),
    })
    export const activities = speech
  `)
  // Books stay where the database is; only the workers of the lanes die.
  const serving = runQueues([{ taskQueue: BOOKS_QUEUE, activities: books(), slots: 4 }], { at: tests.temporal.at, log: silentLog })
  try {
    const first = await startWorkerProcess({ at: tests.temporal.at, activitiesPath })
    // Two processes have to start meanwhile, on whatever machine this is.
    const work = await ask('killed', -60_000)
    await startDub(tests.temporal, work)
    // The engine, which hangs, was asked: a worker that dies now is in the middle.
    while (!server.asked.some(({ path }) => path === '/tts')) await new Promise((resolve) => setTimeout(resolve, 20))
    await first.kill9()
    const second = await startWorkerProcess({ at: tests.temporal.at, activitiesPath })
    const killed = await ended(work)
    const undisturbed = await ask('undisturbed')
    await startDub(tests.temporal, undisturbed)
    const same = await ended(undisturbed)
    deepEqual([killed, same].map(({ state, cause }) => [state, cause]), [['ready', null], ['ready', null]])
    // The engine's stand-in never says a text twice to the sample.
    ok(Math.abs(killed.durationMs - same.durationMs) < 50, JSON.stringify({ killed, same }))
    await second.kill9()
  } finally {
    await serving.close()
    await server.close()
  }
})
