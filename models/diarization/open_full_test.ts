import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../infra/log.ts'
import { HUB_FIXTURES, readHubFolder } from '../../tests/hub_fixtures.ts'
import { readWav } from '../../tests/read_wav.ts'
import { startHub } from '../store/hub_stand_in.ts'
import type { HubStandIn } from '../store/hub_stand_in.ts'
import { createModelStore } from '../store/store.ts'
import { openDiarizer } from './open.ts'
import { loadSegmentation } from './segmentation.ts'
import { loadWespeakerVoices } from './wespeaker_voices.ts'

const SEGMENTATION = 'onnx-community/pyannote-segmentation-3.0'
const VOICES = 'onnx-community/wespeaker-voxceleb-resnet34-LM'
const RATE = 16_000
const model = (repository: string) => join(HUB_FIXTURES, repository, 'onnx/model.onnx')
const said = async <T>(repository: string) => JSON.parse(await readFile(join(HUB_FIXTURES, repository, 'reference.json'), 'utf8')) as T

let hub: HubStandIn, cacheFolder: string, speech: Float32Array
before(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'parley-diarizer-full-'))
  hub = await startHub(await readHubFolder([SEGMENTATION, VOICES]))
  speech = await readWav(new URL('../../tests/fixtures/librispeech/367-130732-0000.wav', import.meta.url))
})
after(() => Promise.all([hub.close(), rm(cacheFolder, { recursive: true })]))
const store = (models: 'bundled' | 'full', folder = cacheFolder) => createModelStore({ cacheFolder: folder, models, hubUrl: hub.url, log: silentLog })

test('segmentation 3.0: seven classes on ten seconds are what onnxruntime says in Python', async () => {
  const { frames, every, probabilities } = await said<{ frames: number; every: number; probabilities: number[][] }>(SEGMENTATION)
  const network = await loadSegmentation(model(SEGMENTATION), { windowS: 10, threads: 1 })
  const found = await network.segment(speech.slice(0, 10 * RATE))
  await network.close()
  assert.deepEqual([found.windows.length, found.frames], [1, frames])
  const speakers = (row: readonly number[]) => [row[1]! + row[4]! + row[5]!, row[2]! + row[4]! + row[6]!, row[3]! + row[5]! + row[6]!]
  probabilities.forEach((row, i) => speakers(row).forEach((expected, speaker) => {
    assert.ok(Math.abs(found.windows[0]![i * every * 3 + speaker]! - expected) < 1e-3, `frame ${i * every}, speaker ${speaker}`)
  }))
})

test('WeSpeaker: features are Kaldi’s and the vector is what onnxruntime says in Python', async () => {
  const { fromHop, hops, vector } = await said<{ fromHop: number; hops: number; vector: number[] }>(VOICES)
  const encoder = await loadWespeakerVoices(model(VOICES), { threads: 1 })
  const [found, short] = await encoder.embed(speech, [Array.from({ length: hops }, (_, i) => fromHop + i), [3, 4, 1_000_000]])
  await encoder.close()
  const cosine = found!.reduce((sum, value, i) => sum + value * vector[i]!, 0)
  assert.ok(cosine > 0.999, `${cosine}`)
  assert.ok(Math.abs(Math.hypot(...short!) - 1) < 1e-5)
})

test('with PARLEY_MODELS=full both are fetched and used', async () => {
  const diarizer = await openDiarizer({ store: store('full'), log: silentLog, threads: 1 })
  assert.equal(diarizer.name, 'pyannote-segmentation-3.0')
  const { turns, speakers } = await diarizer.diarize(speech)
  await diarizer.close()
  assert.ok(turns.every(({ startS, endS, speaker }) => startS >= 0 && endS <= speech.length / RATE && speakers.some(({ id }) => id === speaker)))
  assert.ok(speakers.every(({ embedding }) => embedding.length === 256))
  const again = await openDiarizer({ store: store('bundled'), log: silentLog, threads: 1 })
  await again.close()
  assert.equal(again.name, 'pyannote-segmentation-3.0', 'what was pulled is used whatever PARLEY_MODELS says')
})

test('a hub that is away leaves the shipped weights', async () => {
  const warnings: string[] = []
  const folder = join(cacheFolder, 'empty')
  const away = createModelStore({ cacheFolder: folder, models: 'full', hubUrl: 'http://127.0.0.1:9', log: silentLog, fetch: () => Promise.reject(new Error('no network')) })
  const diarizer = await openDiarizer({ store: away, log: { ...silentLog, warn: (event) => warnings.push(event) }, threads: 1 })
  await diarizer.close()
  assert.deepEqual([diarizer.name, warnings], ['pyannote-segmentation', ['diarizer-full-failed']])
})
