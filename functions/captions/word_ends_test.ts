import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordEnds } from './word_ends.ts'

const pieces = (...list: [text: string, endMs: number][]) => list.map(([text, endMs]) => ({ text, endMs }))

test('a word ends with its last piece', () => {
  const heard = pieces([' Don', 100], ["'t", 200], [' har', 500], ['sh', 400], ['ly', 700], ['.', 900])
  assert.deepEqual(wordEnds({ text: "Don't harshly.", pieces: heard }), [200, 700])
})

test('in a script without spaces each letter ends with the piece that holds it', () => {
  assert.deepEqual(wordEnds({ text: '今日は', pieces: pieces(['今日', 300], ['は', 500]) }), [300, 300, 500])
})

test('without times, or with those of other words, nothing is known', () => {
  assert.equal(wordEnds({ text: 'good morning' }), null)
  assert.equal(wordEnds({ text: 'good morning', pieces: pieces([' good', 100], [' evening', 200]) }), null)
  assert.equal(wordEnds({ text: 'good morning', pieces: pieces([' good', 100]) }), null)
  assert.deepEqual(wordEnds({ text: '', pieces: [] }), [])
})

test('a text that was cut back has the times of what is left', () => {
  assert.deepEqual(wordEnds({ text: 'good morning', pieces: pieces([' good', 100], [' morning', 400], [' Thank', 600], [' you', 800]) }), [100, 400])
})
