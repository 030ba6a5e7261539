import { deepEqual, ok } from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { BOOKS_QUEUE } from '../../domain/job.ts'
import { wavMs } from '../../domain/wav.ts'
import { phraseOrders } from '../../functions/dubs/phrases_ahead.ts'
import { openDubStage } from '../../functions/dubs/testing.ts'
import { engineKey } from '../../functions/voices/keys.ts'
import { cloneVoiceJob, createTemporalWork } from '../../functions/voices/temporal_work.ts'
import { openTestVoices } from '../../functions/voices/testing.ts'
import { openFolderBlobs } from '../../infra/blob/folder.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { silentLog } from '../../infra/log.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { espeakSpeak } from '../../tests/fixtures/xtts/speak_with_espeak.ts'
import { startXtts } from '../../tests/fixtures/xtts/stand_in.ts'
import { runQueues } from '../run_queues.ts'
import { createPhraseBooks } from '../say_phrases_ahead/activities.ts'
import type { sayPhrasesAhead } from '../say_phrases_ahead/workflow.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import { startWorkerProcess } from '../testing_kill.ts'
import { createCloneVoiceBooks } from './books.ts'

/** Twenty seconds of one reader of LibriSpeech. */
const SPEAKER = await readFile(new URL('../../tests/fixtures/voices/speaker.ogg', import.meta.url))
/** Phrases that are left to be said: the engine pauses between them. */
const LEFT = 2

let tests: WorkflowTests
let folder: string
let blob: Blobs
let stage: Awaited<ReturnType<typeof openDubStage>>
let at: Awaited<ReturnType<typeof openTestVoices>>
let server: Awaited<ReturnType<typeof startXtts>>
const { speak, close: closeSpeech } = espeakSpeak()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-voice-'))
  blob = await openFolderBlobs(join(folder, 'blobs'))
  ;[tests, stage, server] = await Promise.all([openWorkflowTests(), openDubStage({ engine: 'xtts', voice: null, blob }), startXtts({ speak })])
  at = await openTestVoices({ db: stage.db, blob, work: createTemporalWork(tests.temporal, { engine: 'xtts' }) })
})
after(async () => {
  await Promise.all([tests.close(), stage.close(), server.close(), closeSpeech()])
  await rm(folder, { recursive: true, force: true })
})

async function worker() {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const activitiesPath = join(folder, 'worker.mts')
  await writeFile(activitiesPath, `
    import { openFolderBlobs } from ${from('../../infra/blob/folder.ts')}
    import { createMemoryCache } from ${from('../../infra/cache/memory.ts')}
    import { systemClock as clock } from ${from('../../infra/clock.ts')}
    import { silentLog as log } from ${from('../../infra/log.ts')}
    import { openSampleModels } from ${from('../../models/cloning/open_sample_models.ts')}
    import { createXtts } from ${from('../../models/cloning/xtts/xtts.ts')}
    import { loadSilero } from ${from('../../models/vad/silero.ts')}
    import { createDubSpeech } from ${from('../synthesize_cloned_speech/activities.ts')}
    import { createCloneVoiceActivities } from ${from('./activities.ts')}
    const blob = await openFolderBlobs(${JSON.stringify(join(folder, 'blobs'))})
    const cloner = createXtts({ url: ${JSON.stringify(server.url)}, vad: await loadSilero(${JSON.stringify(`${BUNDLED_FOLDER}silero-vad/model.onnx`)}), log })
    let models
    const sampleModels = () => models ??= openSampleModels({ store: { locate: async (id) => ${JSON.stringify(BUNDLED_FOLDER)} + id } })
    export const activities = { ...createCloneVoiceActivities({ blob, sampleModels, cloner }), ...createDubSpeech({ blob, cloner, cache: createMemoryCache({ clock }) }) }
  `)
  return startWorkerProcess({ at: tests.temporal.at, activitiesPath })
}

/** The engine, which hangs, was asked: a worker that dies now is in the middle. */
async function reached(path: string) {
  while (!server.asked.some((one) => one.path === path)) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Somebody's voice, and how it came out. */
async function upload() {
  const accountId = await at.person()
  const { voiceId } = await at.voices.addSample({ accountId, name: 'Mine', content: SPEAKER })
  return {
    accountId, voiceId,
    async made() {
      await tests.temporal.client.workflow.getHandle(cloneVoiceJob(voiceId)).result()
      const { state, engines, sample: { speechMs, levelDbfs } } = (await at.voices.list(accountId)).voices[0]!
      return { state, engines, speechMs, levelDbfs, latents: await blob.read(engineKey({ accountId, voiceId }, 'xtts')), sample: await at.voices.readSample({ accountId, voiceId }), files: (await at.files(accountId)).length }
    },
  }
}

/** Says the common phrases of a voice but for all but a few, and gives how long the recordings of those are. */
async function phrases(accountId: string) {
  const orders = await phraseOrders(stage.deps, { accountId, language: 'pt' })
  for (const { to } of orders.slice(LEFT)) await blob.put(to, new Uint8Array(1))
  const work = await tests.temporal.client.workflow.start<typeof sayPhrasesAhead>('sayPhrasesAhead', { workflowId: `phrases-${accountId}`, taskQueue: LANES.premium, args: [{ accountId, language: 'pt' }] })
  return async () => {
    const { said } = await work.result()
    const recordings = await Promise.all(orders.slice(0, LEFT).map(({ to }) => blob.read(to)))
    return { said, lengths: recordings.map((wav) => wavMs(wav!, { rateHz: DUB_RATE_HZ })) }
  }
}

test('workers that are killed while the engine learns a voice, and while it says phrases ahead, change nothing of what comes out', { timeout: 240_000 }, async () => {
  const serving = runQueues([{ taskQueue: BOOKS_QUEUE, activities: { ...createCloneVoiceBooks(at.deps), ...createPhraseBooks(stage.deps) }, slots: 4 }], { at: tests.temporal.at, log: silentLog })
  try {
    server.fail({ path: '/clone_speaker', fault: { kind: 'hang' } })
    const first = await worker()
    const killed = await upload()
    await reached('/clone_speaker')
    await first.kill9()

    const second = await worker()
    const voice = await killed.made()
    const whole = await upload()
    deepEqual(voice, await whole.made())
    deepEqual([voice.state, voice.engines], ['ready', ['xtts']])

    server.fail({ path: '/tts', fault: { kind: 'hang' } })
    const interrupted = await phrases(killed.accountId)
    await reached('/tts')
    await second.kill9()

    const third = await worker()
    const undisturbed = await phrases(whole.accountId)
    const [said, same] = [await interrupted(), await undisturbed()]
    deepEqual([said.said, same.said], [LEFT, LEFT])
    // The engine's stand-in never says a text twice to the sample.
    for (const [index, ms] of said.lengths.entries()) ok(ms > 100 && Math.abs(ms - same.lengths[index]!) < 50, JSON.stringify({ said, same }))
    await third.kill9()
  } finally {
    await serving.close()
  }
})
