import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findUtterances } from './utterances.ts'

/** Steady noise with louder stretches, which stand for speech. Deterministic. */
function recording(lengthMs: number, speech: readonly (readonly [startMs: number, endMs: number])[]): Float32Array {
  let seed = 1
  const noise = () => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * 2 - 1
  return Float32Array.from({ length: lengthMs * 16 }, (_, i) => {
    const loud = speech.some(([startMs, endMs]) => i >= startMs * 16 && i < endMs * 16)
    return noise() * (loud ? 0.3 : 0.005)
  })
}

test('speech begins and ends where it is louder than the noise, within 30 ms', () => {
  const [first, second, ...more] = findUtterances(recording(5_000, [[500, 1_800], [2_000, 2_500], [3_500, 4_200]]))
  assert.deepEqual(more, [])
  for (const [got, wanted] of [[first?.startMs, 500], [first?.endMs, 2_500], [second?.startMs, 3_500], [second?.endMs, 4_200]]) {
    assert.ok(Math.abs(got! - wanted!) <= 30, `${got} is not ${wanted}`)
  }
})

test('digital silence holds no speech', () => {
  assert.deepEqual(findUtterances(new Float32Array(16_000)), [])
})
