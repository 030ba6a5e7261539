import { test } from 'node:test'
import assert from 'node:assert/strict'
import { compressionRatio } from './compression.ts'

test('a text that repeats itself is told from one that does not', () => {
  assert.ok(compressionRatio('And so, my fellow Americans, ask not what your country can do for you.') < 1.5)
  assert.ok(compressionRatio('I am going to the '.repeat(10)) > 2.4)
  assert.equal(compressionRatio(''), 0)
})
