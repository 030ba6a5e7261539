import { test } from 'node:test'
import assert from 'node:assert/strict'
import { truePeak } from '../../domain/loudness.ts'
import { readWav } from '../../tests/read_wav.ts'
import { loudnessOf, matchLoudness } from './match_loudness.ts'
import { resample } from './decode/resample.ts'

const toInt = (pcm: Float32Array) => Int16Array.from(pcm, (sample) => Math.round(sample * 32_767))
const speech = async () => toInt(resample(await readWav(new URL('../../tests/fixtures/jfk.wav', import.meta.url)), 16_000, 24_000))
const peakDb = (samples: Int16Array) => 20 * Math.log10(truePeak(Float32Array.from(samples, (sample) => sample / 32_768)))

test('quiet and loud speech become as loud as they should be', async () => {
  const samples = await speech()
  for (const by of [1, 0.1]) {
    const matched = matchLoudness(samples.map((sample) => sample * by), { targetLufs: -23 })
    assert.ok(Math.abs(loudnessOf(matched) + 23) < 0.2, `${loudnessOf(matched)} LUFS`)
    assert.equal(matched.length, samples.length)
  }
})

test('what would be too loud at its peaks is held below -1 dB, and hardly less loud for it', async () => {
  const matched = matchLoudness(await speech(), { targetLufs: -12 })
  assert.ok(peakDb(matched) < -0.9, `${peakDb(matched)} dB`)
  assert.ok(loudnessOf(matched) > -15, `${loudnessOf(matched)} LUFS`)
})

test('silence stays silence, and noise is not raised to speech', async () => {
  const silence = new Int16Array(24_000)
  assert.deepEqual(matchLoudness(silence, { targetLufs: -23 }), silence)
  assert.equal(matchLoudness(await speech(), { targetLufs: Number.NEGATIVE_INFINITY }).length, (await speech()).length)
  const hiss = Int16Array.from({ length: 24_000 }, (_, i) => ((i * 7_919) % 41) - 20)
  assert.ok(loudnessOf(matchLoudness(hiss, { targetLufs: -23 })) < -35)
})
