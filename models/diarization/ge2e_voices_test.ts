import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { readWav } from '../../tests/read_wav.ts'
import { loadSpeakerEncoder, similarity } from '../embeddings/speaker.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { loadGe2eVoices } from './ge2e_voices.ts'
import type { VoiceEncoder } from './voice_encoder.ts'

const MODEL = join(BUNDLED_FOLDER, 'ge2e-speaker-encoder', 'model.onnx')
const clip = (name: string) => readWav(new URL(`../../tests/fixtures/librispeech/${name}.wav`, import.meta.url))
const hops = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

let voices: VoiceEncoder, ana: Float32Array
before(async () => {
  voices = await loadGe2eVoices(MODEL, { threads: 1 })
  ana = await clip('367-130732-0000')
})
after(() => voices.close())

test('two utterances of one person are more alike than two people, and vectors have length 1', async () => {
  const clips = [ana, ...await Promise.all(['367-130732-0006', '3005-163389-0004', '3005-163389-0007'].map(clip))]
  const starts = clips.map((_, i) => clips.slice(0, i).reduce((sum, { length }) => sum + length, 0))
  const pcm = new Float32Array(starts.at(-1)! + clips.at(-1)!.length)
  clips.forEach((one, i) => pcm.set(one, starts[i]))
  const [a1, a2, b1, b2] = await voices.embed(pcm, clips.map(({ length }, i) => hops(Math.ceil(starts[i]! / 160), Math.floor((starts[i]! + length) / 160))))
  for (const vector of [a1!, a2!, b1!, b2!]) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5)
  const others = [similarity(a1!, b1!), similarity(a1!, b2!), similarity(a2!, b1!), similarity(a2!, b2!)]
  assert.ok(Math.min(similarity(a1!, a2!), similarity(b1!, b2!)) > Math.max(...others) + 0.1, `${[similarity(a1!, a2!), similarity(b1!, b2!)]} against ${others}`)
})

test('a piece is the vector that Resemblyzer\'s way gives of the same 1.6 s', async () => {
  const encoder = await loadSpeakerEncoder(MODEL)
  const [partial] = await encoder.embedPartials(ana)
  await encoder.close()
  const [found] = await voices.embed(ana, [hops(0, 160)])
  assert.ok(similarity(found!, partial!.embedding) > 0.99, `${similarity(found!, partial!.embedding)}`)
})

test('quiet speech is the same voice', async () => {
  const [loud] = await voices.embed(ana, [hops(50, 300)])
  const [quiet] = await voices.embed(ana.map((sample) => sample * 0.01), [hops(50, 300)])
  assert.ok(similarity(loud!, quiet!) > 0.98, `${similarity(loud!, quiet!)}`)
})

test('short pieces are repeated, hops beyond the end are left out, silence and nothing have a vector', async () => {
  const last = Math.floor(ana.length / 160)
  const [short, beyond, within] = await voices.embed(ana, [hops(100, 130), [...hops(100, 300), last + 50], hops(100, 300)])
  assert.ok(Math.abs(Math.hypot(...short!) - 1) < 1e-5)
  assert.deepEqual(beyond, within)
  const [silent, gone] = await voices.embed(new Float32Array(16_000), [hops(0, 50), [1_000_000]])
  for (const vector of [silent!, gone!]) assert.ok(vector.every(Number.isFinite))
  assert.deepEqual(await voices.embed(ana, []), [])
})

test('who gives up gets their reason; weights that are not there say so; closing twice is closing once', async () => {
  await assert.rejects(voices.embed(ana, [hops(0, 160)], { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
  await assert.rejects(loadGe2eVoices('/nowhere/model.onnx', { threads: 1 }), { code: 'model-unavailable', message: /nowhere/ })
  const own = await loadGe2eVoices(MODEL, { threads: 1 })
  await Promise.all([own.close(), own.close()])
  await assert.rejects(own.embed(ana, [hops(0, 160)]), { code: 'model-unavailable' })
})
