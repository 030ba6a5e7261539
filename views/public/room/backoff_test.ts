import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMs } from './backoff.ts'

test('waits double from half a second up to eight seconds', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 1000].map((attempt) => backoffMs(attempt, 1)), [
    500,
    1000,
    2000,
    4000,
    8000,
    8000,
    8000,
  ])
})

test('waits are spread over the last quarter', () => {
  assert.equal(backoffMs(4, 0), 6000)
  assert.equal(backoffMs(4, 0.5), 7000)
})
