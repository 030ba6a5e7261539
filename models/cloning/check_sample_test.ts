import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { createRandom, makeSound } from '../../tests/sounds.ts'
import { readWav } from '../../tests/read_wav.ts'
import { loadSpeakerEncoder } from '../embeddings/speaker.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { loadSilero } from '../vad/silero.ts'
import { checkSample } from './check_sample.ts'
import { openSampleModels } from './open_sample_models.ts'
import { loadOverlapModel } from './overlap.ts'
import { keepSpeech, speechLengthMs } from './speech_ranges.ts'

const FOLDER = new URL('../../tests/fixtures/librispeech/', import.meta.url)
const models = await openSampleModels({ store: { locate: async (id) => `${BUNDLED_FOLDER}${id}` } })
after(() => models.close())
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.wav'))

/** So many seconds of people who read, one after the other; one clip after the other of each. */
async function read(...turns: readonly (readonly [person: string, seconds: number])[]): Promise<Pcm> {
  const parts = await Promise.all(turns.map(async ([person, seconds]) => {
    const clips = await Promise.all(names.filter((name) => name.startsWith(person)).map((name) => readWav(new URL(name, FOLDER))))
    const said = join(...clips)
    return join(...Array.from({ length: Math.ceil((seconds * SPEECH_RATE) / said.length) }, () => said)).subarray(0, seconds * SPEECH_RATE)
  }))
  return join(...parts)
}

function join(...parts: readonly Pcm[]): Pcm {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const check = (speech: Pcm, clippedShare = 0) => checkSample({ speech, clippedShare }, models)
const pause = (seconds: number) => makeSound('silence', { seconds, seed: 1 })

test('twenty seconds of one person are taken, and pauses are not counted', async () => {
  const speech = join(await read(['367', 9]), pause(6), await read(['367', 9]))
  const { ok, refusal, speechMs, levelDbfs, speakers, ranges, embedding } = await check(speech)
  assert.deepEqual([ok, refusal, speakers], [true, null, 1])
  assert.ok(speechMs > 11_000 && speechMs < 18_500, `${speechMs} ms`)
  assert.ok(levelDbfs !== null && levelDbfs > -35 && levelDbfs < -10, `${levelDbfs} dB`)
  assert.equal(embedding?.length, 256)
  assert.equal(speechLengthMs(ranges), speechMs)
  assert.equal(keepSpeech(speech, ranges).length, (speechMs * SPEECH_RATE) / 1_000)
  assert.equal(keepSpeech(new Int16Array(speech.length * 1.5), ranges, { rateHz: 24_000 }).length, speechMs * 24)
})

test('too little, too much and none is told apart', async () => {
  assert.equal((await check(await read(['3005', 8]))).refusal, 'too-short')
  assert.equal((await check(await read(['3005', 60]))).refusal, 'too-long')
  const random = createRandom(3)
  for (const silence of [pause(15), makeSound('white noise', { seconds: 15, seed: 2 }), new Float32Array(0), new Float32Array(15 * SPEECH_RATE).map(() => random() / 1e6)]) {
    const { refusal, embedding } = await check(silence)
    assert.deepEqual([refusal, embedding], ['no-speech', null])
  }
})

test('what is too quiet or cut off is refused, with its level and its share', async () => {
  const speech = await read(['367', 16])
  const quiet = await check(speech.map((sample) => sample * 0.02))
  assert.equal(quiet.refusal, 'too-quiet')
  assert.ok(quiet.levelDbfs! < -40)
  assert.deepEqual([(await check(speech, 0.01)).refusal, (await check(speech, 0.0005)).refusal], ['clipped', null])
})

test('two people are heard, whether they take turns, one says a sentence, or they speak at once', async () => {
  const [a, b] = [await read(['367', 20]), await read(['2609', 20])]
  const mixes = [
    await read(['3005', 11], ['367', 11]), await read(['1998', 5], ['2033', 5], ['1998', 5], ['2033', 5]), await read(['3005', 12], ['1688', 5], ['3005', 6]),
    a.map((sample, i) => sample + 0.7 * b[i]!),
  ]
  for (const mix of mixes) {
    const { refusal, speakers } = await check(mix)
    assert.deepEqual([refusal, speakers], ['several-speakers', 2])
  }
})

test('whoever gave up hears their reason, and a model that is missing is named', async () => {
  const signal = AbortSignal.abort(new Error('gone'))
  await assert.rejects(checkSample({ speech: await read(['367', 12]), clippedShare: 0 }, models, { signal }), /gone/)
  await assert.rejects(loadOverlapModel('/nowhere/model.onnx'), { code: 'model-unavailable', message: /nowhere/ })
  await assert.rejects(loadSilero('/nowhere/model.onnx'), { code: 'model-unavailable' })
  await assert.rejects(loadSpeakerEncoder('/nowhere/model.onnx'), { code: 'model-unavailable' })
})
