import assert from 'node:assert/strict'
import { test } from 'node:test'
import { level } from './level.ts'

test('silence is zero, full scale is one, -30 dBFS is the middle', () => {
  assert.equal(level(new Float32Array(256)), 0)
  assert.equal(level(new Float32Array(256).fill(1)), 1)
  assert.ok(Math.abs(level(new Float32Array(256).fill(10 ** (-30 / 20))) - 0.5) < 0.001)
  assert.equal(level(new Float32Array(256).fill(1e-6)), 0)
  assert.equal(level(new Float32Array(0)), 0)
})
