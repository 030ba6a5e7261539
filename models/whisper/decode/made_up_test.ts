import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heardTokens } from './made_up.ts'

const STAMP = 100
const heard = (heardAt: readonly number[], tokens = heardAt.map((_, at) => at)) => heardTokens(tokens, { heardAt, steps: 240, timestampBegin: STAMP })

test('words that are told in the order of the audio were heard', () => {
  assert.equal(heard([3, 20, 60, 58, 150, 236]), 6)
})

test('words after the end of the audio that look at its beginning are made up, whatever follows them', () => {
  assert.equal(heard([3, 20, 60, 150, 236, 0, 1]), 5)
  assert.equal(heard([3, 20, 60, 150, 236, 0, 2, 80, 150, 0]), 5)
  assert.equal(heard([3, 20, 60, 150, 236, 0]), 5)
})

test('a word that looks there before all is said, or alone, proves nothing', () => {
  assert.equal(heard([0, 0, 60, 0, 150, 236]), 6)
  assert.equal(heard([3, 20, 60, 150, 200, 0, 236]), 7)
})

test('timestamps are no words, and without times all counts as heard', () => {
  assert.equal(heard([0, 3, 236, 236, 0, 0], [STAMP, 1, 2, STAMP + 90, 3, 4]), 4)
  assert.equal(heardTokens([1, 2, 3], { heardAt: [], steps: 240, timestampBegin: STAMP }), 3)
})
