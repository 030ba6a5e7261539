import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WhisperFeatureExtractor } from '@huggingface/transformers'
import { readWav } from '../../../tests/read_wav.ts'
import { createLogMel, HOP_SAMPLES, MELS } from './log_mel.ts'

const extractor = (mels: number) => new WhisperFeatureExtractor({
  feature_size: mels, hop_length: HOP_SAMPLES, n_fft: 400, n_samples: 480_000, nb_max_frames: 3000, sampling_rate: 16_000,
})
const reference = extractor(MELS)
const logMel = createLogMel()
const speech = await readWav(new URL('../../../tests/fixtures/jfk.wav', import.meta.url))

const CASES: readonly [string, Float32Array, number][] = [
  ['speech in a full window', speech, 480_000],
  ['speech in a sized window', speech, 208_000],
  ['speech that fills its window', speech.subarray(0, 160_000), 160_000],
  ['an odd length that ends just before the window', speech.subarray(0, 159_877), 160_000],
  ['a few samples', speech.subarray(8_000, 8_123), 32_000],
  ['silence', new Float32Array(16_000), 64_000],
]

for (const [name, pcm, samples] of CASES) {
  test(`${name}: the same numbers as the reference`, async () => {
    const { input_features: features } = await reference._call(pcm, { max_length: samples })
    const mel = logMel(pcm, samples)
    assert.equal(mel.length, features.data.length)
    let worst = 0
    for (let i = 0; i < mel.length; i++) worst = Math.max(worst, Math.abs(mel[i]! - Number(features.data[i])))
    assert.ok(worst < 1e-4, `differs by ${worst}`)
  })
}

test('speech that goes on, stops or is another one’s: the same numbers as if nothing had been heard before', () => {
  const growing = createLogMel()
  const other = speech.map((sample, i) => (i > 90_000 ? sample : -sample))
  for (const [pcm, samples] of [
    [speech.subarray(0, 150), 32_000], [speech.subarray(0, 31_933), 96_000], [other.subarray(0, 40_000), 96_000], [speech.subarray(0, 48_000), 96_000], [speech.subarray(0, 48_000), 64_000],
    [speech.subarray(0, 48_000), 480_000], [other, 208_000], [speech.subarray(0, 47_000), 48_000], [speech, 208_000], [new Float32Array(0), 32_000], [speech, 160_000], [speech, 480_000],
  ] as const) {
    const [mel, anew] = [growing(pcm, samples), createLogMel()(pcm, samples)]
    assert.equal(mel.length, anew.length)
    assert.ok(mel.every((value, i) => Math.abs(value - anew[i]!) < 1e-6), `${pcm.length} of ${samples}`)
  }
})

test('the third Whisper’s 128 rows: the same numbers as the reference', async () => {
  const { input_features: features } = await extractor(128)._call(speech, { max_length: 208_000 })
  const mel = createLogMel({ mels: 128 })(speech, 208_000)
  assert.deepEqual(features.dims, [1, 128, 1_300])
  assert.equal(mel.length, features.data.length)
  assert.ok(mel.every((value, i) => Math.abs(value - Number(features.data[i])) < 1e-4))
})
