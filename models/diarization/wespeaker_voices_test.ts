import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { HUB_FIXTURES } from '../../tests/hub_fixtures.ts'
import { readWav } from '../../tests/read_wav.ts'
import { similarity } from '../embeddings/speaker.ts'
import type { VoiceEncoder } from './voice_encoder.ts'
import { loadWespeakerVoices } from './wespeaker_voices.ts'

/** A small network with the inputs and outputs of the true one; `open_full_test.ts` holds its vector against Python's. */
const MODEL = join(HUB_FIXTURES, 'onnx-community/wespeaker-voxceleb-resnet34-LM', 'onnx/model.onnx')
const hops = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

let voices: VoiceEncoder, speech: Float32Array
before(async () => {
  voices = await loadWespeakerVoices(MODEL, { threads: 1 })
  speech = await readWav(new URL('../../tests/fixtures/librispeech/367-130732-0000.wav', import.meta.url))
})
after(() => voices.close())

test('each piece has a vector of length 1 of its own, the same whatever was asked beside it', async () => {
  const pieces = [hops(50, 200), hops(220, 300)]
  const both = await voices.embed(speech, pieces)
  for (const vector of both) assert.deepEqual([vector.length, Math.abs(Math.hypot(...vector) - 1) < 1e-5], [256, true])
  assert.notDeepEqual(both[0], both[1])
  const [alone] = await voices.embed(speech, [pieces[1]!])
  assert.ok(similarity(alone!, both[1]!) > 0.9999)
})

test('how loud a piece is does not matter', async () => {
  const [loud] = await voices.embed(speech, [hops(50, 200)])
  const [quiet] = await voices.embed(speech.map((sample) => sample * 0.1), [hops(50, 200)])
  assert.ok(similarity(loud!, quiet!) > 0.999, `${similarity(loud!, quiet!)}`)
})

test('hops beyond the end are left out, few hops are repeated, audio shorter than a hop is heard', async () => {
  const [within, beyond, few, repeated] = await voices.embed(speech, [hops(50, 90), [...hops(50, 90), 1_000_000], hops(50, 54), Array.from({ length: 16 }, (_, i) => 50 + (i % 4))])
  assert.deepEqual(beyond, within)
  assert.deepEqual(few, repeated)
  const [tiny] = await voices.embed(new Float32Array(10), [[0]])
  assert.ok(tiny!.every(Number.isFinite))
  assert.deepEqual(await voices.embed(speech, []), [])
})

test('who gives up gets their reason; weights that are not there say so; a closed one fails as a model does', async () => {
  await assert.rejects(voices.embed(speech, [hops(0, 50)], { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
  await assert.rejects(loadWespeakerVoices('/nowhere/model.onnx', { threads: 1 }), { code: 'model-unavailable', message: /nowhere/ })
  const own = await loadWespeakerVoices(MODEL, { threads: 1 })
  await Promise.all([own.close(), own.close()])
  await assert.rejects(own.embed(speech, [hops(0, 50)]), { code: 'model-unavailable' })
})
