import assert from 'node:assert/strict'
import { test } from 'node:test'
import { erasureOf } from './normalized_erasure.ts'

test('text that only grows takes nothing back, whatever its case and marks', () => {
  assert.deepEqual(erasureOf([['', 'Good', 'good morning,', 'Good morning. All']]), { erased: 0, words: 3, lines: 0 })
})

test('a word that changes takes back what came after it, too', () => {
  assert.deepEqual(erasureOf([['the days for an', 'the dish for an adult'], ['yes', 'yes']]), { erased: 3, words: 6, lines: 1 })
})

test('every change of a line counts, and a line that loses all of its words', () => {
  assert.deepEqual(erasureOf([['a', 'b', 'c'], ['one two', '']]), { erased: 4, words: 1, lines: 2 })
  assert.deepEqual(erasureOf([]), { erased: 0, words: 0, lines: 0 })
})
