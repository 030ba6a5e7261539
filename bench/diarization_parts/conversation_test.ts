import { test } from 'node:test'
import assert from 'node:assert/strict'
import { makeConversation } from './conversation.ts'
import { referenceSegmentation } from './reference_segmentation.ts'

const RATE = 16_000
/** Each person's sound is a level of their own, 8 s with half a second of silence before and after. */
const clips = ['a', 'b', 'c', 'd', 'e'].map((speaker, i) => ({
  speaker, pcm: new Float32Array(8 * RATE).fill(0.01 * (i + 1), RATE / 2, 7.5 * RATE), ranges: [{ startS: 0.5, endS: 7.5 }],
}))

test('a conversation has its length and people, turns of 2 to 15 s, a tenth of them over another, and the same seed makes it again', () => {
  const { pcm, whole, spoken, overlapping } = makeConversation(clips, { seed: 5, people: 4, seconds: 300 })
  assert.equal(pcm.length, 300 * RATE)
  assert.equal(new Set(whole.map(({ speaker }) => speaker)).size, 4)
  assert.ok(whole.every(({ startS, endS }) => endS - startS >= 2 - 1e-6 && endS - startS <= 15 && endS <= 300))
  const over = whole.filter(({ startS }, i) => i > 0 && startS < whole[i - 1]!.endS).length
  assert.equal(over, overlapping)
  assert.ok(Math.abs(overlapping / whole.length - 0.1) < 0.04, `${overlapping} of ${whole.length}`)
  spoken.forEach((turn, i) => assert.ok(turn.speaker === whole[i]!.speaker && Math.abs(turn.startS - whole[i]!.startS) + Math.abs(turn.endS - whole[i]!.endS) < 1e-6))
  const silent = (s: number) => pcm[Math.round(s * RATE)] === 0
  assert.ok(whole.every(({ startS, endS }) => !silent((startS + endS) / 2)))
  assert.ok(silent(whole[0]!.startS / 2))
  assert.deepEqual(makeConversation(clips, { seed: 5, people: 4, seconds: 300 }).whole, whole)
  assert.notDeepEqual(makeConversation(clips, { seed: 6, people: 4, seconds: 300 }).whole, whole)
})

test('too few people are told', () => {
  assert.throws(() => makeConversation(clips.slice(0, 2), { seed: 1, people: 4, seconds: 60 }), /2 speakers/)
})

test('the right segmentation has the three who speak most in a window, whoever they are', () => {
  const turns = [{ speaker: 'x', startS: 0, endS: 1 }, { speaker: 'y', startS: 0.5, endS: 3 }]
  const { windows } = referenceSegmentation(turns, { windows: [new Float32Array(12), new Float32Array(12)], frames: 4, frameS: 0.5, stepS: 1 })
  const row = (window: number, local: number) => Array.from({ length: 4 }, (_, frame) => windows[window]![frame * 3 + local])
  assert.deepEqual([row(0, 0), row(0, 1)], [[0, 1, 1, 1], [1, 1, 0, 0]])
  assert.deepEqual([row(1, 0), row(1, 1)], [[1, 1, 1, 1], [0, 0, 0, 0]])
})
