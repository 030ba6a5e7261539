import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readPhrases } from './phrases.ts'

const vocabulary = { timestampBegin: 100, text: (tokens: readonly number[]) => tokens.map((token) => ` w${token}`).join('') }
const at = (seconds: number) => 100 + Math.round(seconds / 0.02)

test('words stand between their timestamps', () => {
  assert.deepEqual(readPhrases([at(0), 1, 2, at(1.5), at(2), 3, at(3)], vocabulary, 4_000), [
    { text: 'w1 w2', startMs: 0, endMs: 1_500 },
    { text: 'w3', startMs: 2_000, endMs: 3_000 },
  ])
})

test('an open phrase ends with the audio, and none ends after it', () => {
  assert.deepEqual(readPhrases([at(0), 1, at(1), at(1), 2], vocabulary, 1_800), [
    { text: 'w1', startMs: 0, endMs: 1_000 },
    { text: 'w2', startMs: 1_000, endMs: 1_800 },
  ])
  assert.deepEqual(readPhrases([at(0.5), 1, at(3)], vocabulary, 1_800), [{ text: 'w1', startMs: 500, endMs: 1_800 }])
})

test('no words, no phrases', () => {
  assert.deepEqual(readPhrases([at(0), at(1)], vocabulary, 1_000), [])
  assert.deepEqual(readPhrases([], vocabulary, 1_000), [])
})
