import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDownsampler } from './downsampler.ts'

const SECOND = 48_000

function sine(hz: number, samples = SECOND): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => Math.sin((2 * Math.PI * hz * i) / SECOND))
}

/** Loudness after the filter has settled, dB below a full sine. */
function level(pcm: Float32Array): number {
  const settled = pcm.subarray(200)
  const power = settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length
  return 10 * Math.log10(2 * power)
}

describe('downsampler', () => {
  for (const hz of [50, 300, 1_000, 3_400, 6_000, 6_900]) {
    it(`keeps ${hz} Hz`, () => {
      const decibels = level(createDownsampler().process(sine(hz)))
      assert.ok(Math.abs(decibels) < 0.5, `${decibels} dB`)
    })
  }

  for (const hz of [8_050, 9_000, 12_000, 15_900, 16_100, 20_000, 23_900]) {
    it(`lets no alias of ${hz} Hz through`, () => {
      const decibels = level(createDownsampler().process(sine(hz)))
      assert.ok(decibels < -60, `${decibels} dB`)
    })
  }

  it('gives every third sample, whatever the pieces', () => {
    for (const length of [0, 1, 2, 3, 119, 960, 48_001]) {
      assert.equal(createDownsampler().process(new Float32Array(length)).length, Math.floor(length / 3))
    }
    const downsampler = createDownsampler()
    const counts = Array.from({ length: 100 }, (_, i) => downsampler.process(new Float32Array(i)).length)
    assert.equal(counts.reduce((sum, count) => sum + count, 0), Math.floor((99 * 100) / 2 / 3))
  })

  it('has no seams between pieces', () => {
    const input = sine(997, 9_600)
    const whole = createDownsampler().process(input)
    const downsampler = createDownsampler()
    const pieces: number[] = []
    for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7) % 961) {
      pieces.push(...downsampler.process(input.subarray(at, at + size)))
    }
    assert.deepEqual(Float32Array.from(pieces), whole)
  })
})
