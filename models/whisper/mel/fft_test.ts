import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFft } from './fft.ts'

for (const size of [1, 4, 5, 20, 25, 80, 400]) {
  test(`a transform of ${size} equals its definition`, () => {
    const re = Float64Array.from({ length: size }, (_, n) => Math.sin(n * 1.3) + n / size)
    const im = Float64Array.from({ length: size }, (_, n) => Math.cos(n * 0.7) - 0.2)
    const expected = definition(re, im)
    createFft(size).transform(re, im)
    for (let k = 0; k < size; k++) {
      assert.ok(Math.abs(re[k]! - expected.re[k]!) < 1e-9, `real part ${k}`)
      assert.ok(Math.abs(im[k]! - expected.im[k]!) < 1e-9, `imaginary part ${k}`)
    }
  })
}

test('a size with another factor is refused', () => {
  assert.throws(() => createFft(14), RangeError)
})

function definition(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const out = { re: new Float64Array(re.length), im: new Float64Array(re.length) }
  for (let k = 0; k < re.length; k++) {
    for (let n = 0; n < re.length; n++) {
      const angle = (-2 * Math.PI * k * n) / re.length
      out.re[k]! += re[n]! * Math.cos(angle) - im[n]! * Math.sin(angle)
      out.im[k]! += re[n]! * Math.sin(angle) + im[n]! * Math.cos(angle)
    }
  }
  return out
}
