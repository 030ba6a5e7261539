import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shorten } from './shorten.ts'

test('a clip ends at the quietest moment of its middle, without a click', () => {
  // Two words of 1 s with 200 ms of quiet between them, from 55 % on.
  const pcm = Float32Array.from({ length: 32_000 }, (_, i) => (i >= 17_600 && i < 20_800 ? 0.001 : 0.5) * Math.sin(i / 5))
  const kept = shorten(pcm)
  assert.ok(kept.length > 17_600 && kept.length < 20_800, `${kept.length}`)
  assert.equal(Math.abs(kept.at(-1)!), 0)
  assert.deepEqual(kept.subarray(0, 16_000), pcm.subarray(0, 16_000))
})
