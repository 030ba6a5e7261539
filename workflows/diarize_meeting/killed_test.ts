import { deepEqual, ok } from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { BOOKS_QUEUE } from '../../domain/job.ts'
import { toWav } from '../../domain/wav.ts'
import type { DiarizationDeps } from '../../functions/diarization/context.ts'
import { gatherSpeech, ownSound } from '../../functions/diarization/gather_speech.ts'
import { keepChunk } from '../../functions/diarization/keep_chunk.ts'
import { knownKey } from '../../functions/diarization/keys.ts'
import { tellApart } from '../../functions/diarization/tell_apart.ts'
import { createTemporalWork, diarizationJob } from '../../functions/diarization/temporal_work.ts'
import { openSpeakerStage } from '../../functions/diarization/testing.ts'
import type { SpeakerStage } from '../../functions/diarization/testing.ts'
import { openFolderBlobs } from '../../infra/blob/folder.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import { speakerTurns } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { openDiarizer } from '../../models/diarization/open.ts'
import { createModelStore } from '../../models/store/store.ts'
import { readWav } from '../../tests/read_wav.ts'
import { runQueues } from '../run_queues.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import { startWorkerProcess } from '../testing_kill.ts'
import { createDiarizationBooks } from './activities.ts'

const TURNS = ['367-130732-0000', '3005-163389-0004', '367-130732-0006', '3005-163389-0007']

let tests: WorkflowTests
let stage: SpeakerStage
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-speakers-'))
  ;[tests, stage] = await Promise.all([openWorkflowTests(), openSpeakerStage()])
})
after(async () => {
  await Promise.all([tests.close(), stage.close()])
  await rm(folder, { recursive: true, force: true })
})

test('a worker that is killed while it hears loses nothing: another one tells the same people apart, word for word', { timeout: 180_000 }, async () => {
  const blob = await openFolderBlobs(join(folder, 'blobs'))
  const deps: DiarizationDeps = { ...stage.deps, blob }
  const { microphone } = stage
  const gathering = gatherSpeech()
  let startMs = Date.now()
  for (const name of TURNS) {
    const pcm = await readWav(new URL(`../../tests/fixtures/librispeech/${name}.wav`, import.meta.url))
    const lengthMs = (pcm.length * 1_000) / SPEECH_RATE
    gathering.add(ownSound({ pcm, startMs, overlapMs: 0 })!, { continues: false })
    startMs += lengthMs + 400
  }
  const speech = gathering.take()!
  const chunk = { chunkId: speech.chunkId, key: (await keepChunk(deps, microphone, speech, { kept: false }))!.key, pieces: speech.pieces }

  // What it would be without anything going wrong.
  const audio = toWav(speech.sound, { rateHz: SPEECH_RATE })
  await blob.put('meetings/undisturbed/speech.wav', audio)
  const store = createModelStore({ cacheFolder: join(folder, 'cache'), models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const diarizer = await openDiarizer({ store, log: silentLog })
  const order = { chunkId: chunk.chunkId, audio: [{ key: 'meetings/undisturbed/speech.wav', pieces: speech.pieces }], known: null, knownTo: 'meetings/undisturbed/known.json' }
  const expected = await tellApart({ blob, diarizer: async () => diarizer, cache: createMemoryCache({ clock: systemClock }) }, order, { signal: AbortSignal.timeout(120_000) })
  await diarizer.close()
  const people = new Set(expected.turns.map(({ speakerId }) => speakerId))
  ok(people.size >= 2, 'two people at least')

  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const activitiesPath = join(folder, 'worker.mts')
  await writeFile(activitiesPath, `
    import { openFolderBlobs } from ${at('../../infra/blob/folder.ts')}
    import { createMemoryCache } from ${at('../../infra/cache/memory.ts')}
    import { systemClock as clock } from ${at('../../infra/clock.ts')}
    import { silentLog as log } from ${at('../../infra/log.ts')}
    import { openDiarizer } from ${at('../../models/diarization/open.ts')}
    import { createModelStore } from ${at('../../models/store/store.ts')}
    import { createDiarizationWork } from ${at('./activities.ts')}
    const store = createModelStore({ cacheFolder: ${JSON.stringify(join(folder, 'cache'))}, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log })
    let opened = null
    const diarizer = async () => {
      opened ??= await openDiarizer({ store, log })
      return { name: opened.name, diarize: (pcm, options) => opened.diarize(pcm, { ...options, onProgress(share) { console.log('hearing'); options.onProgress(share) } }) }
    }
    export const activities = createDiarizationWork({ blob: await openFolderBlobs(${JSON.stringify(join(folder, 'blobs'))}), diarizer, cache: createMemoryCache({ clock }) })
  `)
  const serving = runQueues([{ taskQueue: BOOKS_QUEUE, activities: createDiarizationBooks(deps), slots: 4 }], { at: tests.temporal.at, log: silentLog })
  try {
    const first = await startWorkerProcess({ at: tests.temporal.at, activitiesPath })
    await createTemporalWork(tests.temporal).hand(microphone, chunk, { accountId: stage.owner, tier: 'pro' })
    await first.said('hearing')
    await first.kill9()
    const second = await startWorkerProcess({ at: tests.temporal.at, activitiesPath })
    const told = new Promise<void>((resolve) => {
      const look = () => (stage.told.some(({ type }) => type === 'speakers') ? resolve() : void setTimeout(look, 50))
      look()
    })
    await told
    const turns = await stage.db.select({ speakerId: speakerTurns.speakerId, startMs: speakerTurns.startMs, endMs: speakerTurns.endMs }).from(speakerTurns).orderBy(speakerTurns.startMs, speakerTurns.endMs)
    deepEqual(turns, expected.turns)
    deepEqual(await blob.read(knownKey(microphone, chunk.chunkId)), await blob.read(order.knownTo), 'and knows them by the same voices')
    const [one] = stage.told.filter((event) => event.type === 'speakers')
    ok(one?.type === 'speakers' && one.labels.length === people.size)
    await tests.temporal.client.workflow.getHandle(diarizationJob(microphone)).terminate()
    await second.kill9()
  } finally {
    await serving.close()
  }
})
