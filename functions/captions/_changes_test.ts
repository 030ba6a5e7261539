import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesToHeads } from './_changes.ts'

test('each head of a text has its own fewest changes', () => {
  assert.deepEqual(changesToHeads('tribes', 'trines'), [6, 5, 4, 3, 3, 2, 1])
  assert.deepEqual(changesToHeads(['a', 'b'], []), [2])
  assert.deepEqual(changesToHeads([], ['a', 'b']), [0, 1, 2])
})
