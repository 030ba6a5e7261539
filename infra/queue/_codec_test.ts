import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeValue, encodeValue } from './_codec.ts'

test('samples come back as they were, wherever they stand in the value', () => {
  const whole = Float32Array.of(0, 0.25, -1, 1e-9, Number.MIN_VALUE)
  const value = { text: 'é "日本"', parts: [whole.subarray(1, 3), { more: whole }], none: new Float32Array(0), nothing: null }
  assert.deepEqual(decodeValue(encodeValue(value)), value)
  // A socket hands bytes over at any place of its buffer.
  const bytes = encodeValue(value)
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  assert.deepEqual(decodeValue(shifted.subarray(3)), value)
})

test('bytes that are no value are refused', () => {
  for (const bytes of [[], [1], [255, 255, 255, 255], [200, 0, 0, 0, 123]]) {
    assert.throws(() => decodeValue(Uint8Array.from(bytes)), { code: 'invalid-input' })
  }
})
