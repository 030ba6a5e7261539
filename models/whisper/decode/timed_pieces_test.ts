import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timedPieces } from './timed_pieces.ts'

const STAMP = 100
const WORDS = [' Good', ' mor', 'ning', '.', '\uFFFD', '\uFFFD']
const text = (tokens: readonly number[]) => tokens.map((token) => WORDS[token]).join('').replace('\uFFFD\uFFFD', 'é')
const pieces = (tokens: number[], heardAt: number[]) => timedPieces(tokens, heardAt, { timestampBegin: STAMP, text })

test('each token is a piece with its end, timestamps are none', () => {
  assert.deepEqual(pieces([STAMP, 0, 1, 2, 3, STAMP + 50], [0, 10, 20, 25, 30, 40]), [
    { text: ' Good', endMs: 200 }, { text: ' mor', endMs: 400 }, { text: 'ning', endMs: 500 }, { text: '.', endMs: 600 },
  ])
})

test('a letter of two tokens is one piece, which ends with the later one', () => {
  assert.deepEqual(pieces([0, 4, 5], [10, 20, 15]), [{ text: ' Good', endMs: 200 }, { text: 'é', endMs: 400 }])
})
