import { test } from 'node:test'
import assert from 'node:assert/strict'
import { findLoop, hasEcho } from './loop_guard.ts'

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

test('eight tokens that came before are an echo, wherever they stood', () => {
  const half = [1, 2, 3, 4, 5, 6, 7, 8]
  assert.equal(hasEcho([20, 21, ...half, 22, 23, 24, ...half]), true)
  assert.equal(hasEcho([...half, ...half]), true)
  assert.equal(hasEcho([...half, 9, ...half.slice(0, 7)]), false)
  assert.equal(hasEcho(half), false)
})
