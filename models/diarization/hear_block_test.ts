import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { KnownSpeaker } from './diarizer.ts'
import { hearBlock, hearSegmented } from './hear_block.ts'
import type { Segmentation } from './segmentation.ts'
import type { VoiceEncoder } from './voice_encoder.ts'

const RATE = 16_000
/** Windows of 5 s every 5 s: nothing is heard twice. A letter is a local speaker, 0.25 s; `+` is the first two at once. */
const FRAME_S = 0.25
function segmented(...windows: string[]): Segmentation {
  return {
    frames: 20, frameS: FRAME_S, stepS: 5,
    windows: windows.map((frames) => Float32Array.from({ length: 60 }, (_, i) => {
      const here = frames[Math.floor(i / 3)] ?? '.'
      return (here === '+' ? 'ab' : here).includes('abc'[i % 3]!) ? 0.9 : 0.1
    })),
  }
}
const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))
/** Hears whose piece it is by its first hop: `voices` says from which second on somebody sounds how, in degrees. */
function encoder(voices: readonly (readonly [fromS: number, degrees: number])[]): VoiceEncoder & { readonly asked: (readonly number[])[] } {
  const asked: (readonly number[])[] = []
  return {
    alike: Math.cos(Math.PI / 6), again: Math.cos((35 * Math.PI) / 180), near: Math.cos((40 * Math.PI) / 180), same: Math.cos(Math.PI / 6), asked,
    async embed(_, pieces, { signal } = {}) {
      signal?.throwIfAborted()
      asked.push(...pieces)
      return pieces.map(([hop]) => at(voices.findLast(([fromS]) => fromS <= hop! / 100)![1]))
    },
    async close() {},
  }
}
const audio = (seconds: number) => new Float32Array(seconds * RATE)
const options = { known: [] as readonly KnownSpeaker[], max: 10 }
const round = (value: number) => Math.round(value * 100) / 100

test('one person is one across windows, whatever their number in each, and two have turns of their own', async () => {
  const { turns, speakers } = await hearSegmented(audio(15), segmented('aaaaaaaaaaaaaaaaaaaa', '....cccccccccccccccc', 'bbbbbbbbbbbb........'), { ...options, encoder: encoder([[0, 0], [5, 90], [10, 3]]) })
  assert.equal(speakers.length, 2)
  const [ana, ben] = [turns.find(({ startS }) => startS === 0)!.speaker, turns.find(({ startS }) => round(startS) === 5.95)!.speaker]
  assert.notEqual(ana, ben)
  assert.deepEqual(turns.map(({ speaker, startS, endS }) => [speaker, round(startS), round(endS)]).sort((one, other) => Number(one[1]) - Number(other[1])), [
    [ana, 0, 5.05], [ben, 5.95, 10.05], [ana, 9.95, 13.05],
  ])
})

test('a voice is known by the hops that it speaks alone in', async () => {
  const asks = encoder([[0, 0], [2.5, 90]])
  await hearSegmented(audio(5), segmented('aaaaaaaa++bbbbbbbb..'), { ...options, encoder: asks })
  assert.deepEqual(asks.asked.map((hops) => [hops[0], hops.at(-1), hops.length]), [[0, 199, 200], [250, 449, 200]])
})

test('two who speak at once both have a turn there', async () => {
  const { turns } = await hearSegmented(audio(5), segmented('aaaaaaaa++bbbbbbbb..'), { ...options, encoder: encoder([[0, 0], [2.5, 90]]) })
  const [first, second] = [...turns].sort((one, other) => one.startS - other.startS)
  assert.notEqual(first!.speaker, second!.speaker)
  assert.deepEqual([first!, second!].map(({ startS, endS }) => [round(startS), round(endS)]), [[0, 2.55], [1.95, 4.55]])
})

test('who was known keeps their name; where nobody speaks they stay as they were', async () => {
  const known = [{ id: 'ana', embedding: at(5), seconds: 30 }, { id: 'ben', embedding: at(95), seconds: 30 }]
  const { turns, speakers } = await hearSegmented(audio(5), segmented('aaaaaaaaaaaaaaaaaaaa'), { ...options, known, encoder: encoder([[0, 90]]) })
  assert.deepEqual([turns.map(({ speaker }) => speaker), speakers.map(({ id }) => id)], [['ben'], ['ana', 'ben']])
  assert.ok(speakers[1]!.seconds > 30)
  const asks = encoder([[0, 0]])
  assert.deepEqual(await hearSegmented(audio(5), segmented('....................'), { ...options, known, encoder: asks }), { turns: [], speakers: known })
  assert.equal(asks.asked.length, 0)
})

test('short pieces do not make people: groups are of windows with enough speech', async () => {
  const { speakers } = await hearSegmented(audio(15), segmented('aaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaa', 'aaa.................'), { ...options, encoder: encoder([[0, 0], [5, 4], [10, 60]]) })
  assert.equal(speakers.length, 1)
})

test('a number of people that is given holds', async () => {
  const windows = segmented('aaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaa')
  const voices = () => encoder([[0, 0], [5, 20]])
  assert.equal((await hearSegmented(audio(10), windows, { ...options, encoder: voices() })).speakers.length, 1)
  assert.equal((await hearSegmented(audio(10), windows, { ...options, count: 2, encoder: voices() })).speakers.length, 2)
})

test('a model that fails and who gives up are told as they are', async () => {
  const voices = encoder([[0, 0]])
  const broken = { segment: () => Promise.reject(new Error('the model failed')), close: async () => {} }
  await assert.rejects(hearBlock(audio(5), { segmentation: broken, voices }, options), /the model failed/)
  const speaking = { segment: async () => segmented('aaaaaaaaaaaaaaaaaaaa'), close: async () => {} }
  await assert.rejects(hearBlock(audio(5), { segmentation: speaking, voices }, { ...options, signal: AbortSignal.abort(new Error('gone')) }), /gone/)
  assert.equal((await hearBlock(audio(5), { segmentation: speaking, voices }, options)).turns.length, 1)
})
