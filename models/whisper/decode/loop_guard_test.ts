import { test } from 'node:test'
import assert from 'node:assert/strict'
import { findLoop } from './loop_guard.ts'

const repeated = (tokens: number[], times: number) => Array.from({ length: times }, () => tokens).flat()

test('a phrase that comes three times in a row is a loop', () => {
  assert.deepEqual(findLoop([9, 8, ...repeated([1, 2, 3, 4], 3)]), { period: 4, repeats: 3 })
})

test('one word over and over is a loop', () => {
  assert.deepEqual(findLoop(repeated([7], 5)), { period: 1, repeats: 5 })
})

test('what a speaker may say is none', () => {
  assert.equal(findLoop([]), null)
  assert.equal(findLoop([1]), null)
  assert.equal(findLoop([5, ...repeated([7], 4)]), null)
  assert.equal(findLoop(repeated([1, 2, 3, 4, 5], 2)), null)
  assert.equal(findLoop([...repeated([1, 2, 3, 4], 3), 9]), null)
})

test('a sentence that comes twice is suspect in a first try only', () => {
  const twice = repeated([1, 2, 3, 4, 5, 6, 7, 8], 2)
  assert.equal(findLoop(twice), null)
  assert.deepEqual(findLoop(twice, { strict: true }), { period: 8, repeats: 2 })
  assert.equal(findLoop(repeated([1, 2, 3, 4, 5, 6, 7], 2), { strict: true }), null)
})
