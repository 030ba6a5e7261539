import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { readWav } from '../../tests/read_wav.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { MELS, powerMel } from './power_mel.ts'
import { EMBEDDING_SIZE, loadSpeakerEncoder, similarity } from './speaker.ts'

const FIXTURES = new URL('../../tests/fixtures/', import.meta.url)
const MODEL = `${BUNDLED_FOLDER}ge2e-speaker-encoder/model.onnx`
const clip = (name: string) => readWav(new URL(`librispeech/${name}.wav`, FIXTURES))

interface Reference {
  readonly clip: string
  readonly partials: number
  /** Frames 0, 25, 50 and 75. */
  readonly mel: readonly (readonly number[])[]
  readonly embedding: readonly number[]
}

const references = JSON.parse(await readFile(new URL('speaker_reference.json', FIXTURES), 'utf8')) as Reference[]

for (const { clip: name, mel, partials, embedding } of references) {
  test(`${name}: mel and embedding are those of librosa and Resemblyzer`, async (t) => {
    const pcm = await clip(name)
    const own = powerMel(pcm)
    mel.forEach((row, index) => row.forEach((value, band) => {
      const found = own[index * 25 * MELS + band]!
      assert.ok(Math.abs(found - value) <= 1e-4 * Math.max(1e-3, value), `frame ${index * 25}, band ${band}: ${found} is not ${value}`)
    }))
    const encoder = await loadSpeakerEncoder(MODEL)
    t.after(() => encoder.close())
    assert.equal((await encoder.embedPartials(pcm)).length, partials)
    const found = await encoder.embed(pcm)
    assert.equal(found.length, EMBEDDING_SIZE)
    assert.ok(found.every((value, i) => Math.abs(value - embedding[i]!) < 1e-3))
    const [quiet, quieter] = await Promise.all([50, 500].map((by) => encoder.embed(pcm.map((sample) => sample / by))))
    assert.ok(similarity(quiet!, quieter!) > 0.999, 'quiet speech is raised to one level')
  })
}

test('one voice is closer to itself than to another, in speech of any length', async (t) => {
  const encoder = await loadSpeakerEncoder(MODEL)
  t.after(() => encoder.close())
  const [a, again, b] = await Promise.all(['367-130732-0000', '367-130732-0006', '3005-163389-0004'].map(async (name) => encoder.embed(await clip(name))))
  assert.ok(similarity(a!, again!) > similarity(a!, b!) + 0.15)
  assert.equal((await encoder.embed(new Float32Array(1_000))).length, EMBEDDING_SIZE)
  await assert.rejects(encoder.embed(new Float32Array()), { code: 'invalid-audio' })
})

test('a model that is not there is said to be missing', async () => {
  await assert.rejects(loadSpeakerEncoder('/nowhere/model.onnx'), { code: 'model-unavailable', message: /nowhere/ })
})
