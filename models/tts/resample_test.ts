import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createResampler } from './resample.ts'

const sine = (hz: number, rate: number, seconds = 1) => Float32Array.from({ length: rate * seconds }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate))
const whole = (samples: Float32Array, from: number, to: number) => {
  const { push, flush } = createResampler(from, to)
  return Float32Array.of(...push(samples), ...flush())
}
/** Level of what is left, in dB of the reference. */
const decibels = (samples: Float32Array, reference: Float32Array) => {
  const power = (list: Float32Array) => list.reduce((sum, value) => sum + value * value, 0) / list.length
  return 10 * Math.log10(power(samples) / power(reference))
}
/** Without the edges, where there is silence on one side. */
const middle = (samples: Float32Array) => samples.subarray(1_000, samples.length - 1_000)

test('tones keep their pitch, level and place, up and down', () => {
  for (const [from, to] of [[22_050, 24_000], [16_000, 24_000], [48_000, 24_000], [24_000, 16_000]] as const) {
    for (const hz of [100, 1_000, 5_000]) {
      const [made, wanted] = [whole(sine(hz, from), from, to), sine(hz, to)]
      assert.equal(made.length, to)
      assert.ok(decibels(middle(made.map((value, index) => value - wanted[index]!)), wanted) < -65, `${hz} Hz, ${from} → ${to}`)
    }
  }
})

test('what the new rate cannot hold is gone, not folded', () => {
  assert.ok(decibels(middle(whole(sine(10_500, 24_000), 24_000, 16_000)), sine(10_500, 24_000)) < -60)
})

test('pieces of any size give what the whole gives', () => {
  const samples = sine(440, 22_050)
  const { push, flush } = createResampler(22_050, 24_000)
  const made: number[] = []
  for (let at = 0, size = 1; at < samples.length; at += size, size = (size * 7 + 3) % 4_001) made.push(...push(samples.subarray(at, at + size)))
  made.push(...flush())
  assert.deepEqual(Float32Array.from(made), whole(samples, 22_050, 24_000))
})

test('nothing stays nothing, equal rates pass', () => {
  assert.equal(whole(new Float32Array(0), 22_050, 24_000).length, 0)
  assert.deepEqual(whole(Float32Array.of(0.1, 0.2), 24_000, 24_000), Float32Array.of(0.1, 0.2))
})
