import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mergeSpeakers, renameTurns } from './merge_speakers.ts'

const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))
const speaker = (id: string, degrees: number, seconds = 20) => ({ id, embedding: at(degrees), seconds })
const alike = Math.cos((10 * Math.PI) / 180)

test('speakers who turn out to be one become the one who was heard first', () => {
  const { speakers, merged } = mergeSpeakers([speaker('ana', 0), speaker('ben', 90), speaker('cora', 5)], { alike })
  assert.deepEqual(merged, [{ from: 'cora', to: 'ana' }])
  assert.deepEqual(speakers.map(({ id, seconds }) => [id, seconds]), [['ana', 40], ['ben', 20]])
})

test('a chain of corrections names who is left', () => {
  const { merged, speakers } = mergeSpeakers([speaker('ana', 0), speaker('ben', 6), speaker('cora', 11)], { alike })
  assert.deepEqual(speakers.map(({ id }) => id), ['ana'])
  assert.deepEqual(merged.map(({ from, to }) => `${from}>${to}`).sort(), ['ben>ana', 'cora>ana'])
})

test('little speech is not enough to rename anybody, unless it is like somebody who is known well', () => {
  assert.deepEqual(mergeSpeakers([speaker('ana', 0), speaker('ben', 2, 3)], { alike }).merged, [])
  assert.deepEqual(mergeSpeakers([speaker('ana', 0, 60), speaker('ben', 2, 3), speaker('cora', 12, 3)], { alike }).merged, [{ from: 'ben', to: 'ana' }])
})

test('a number that is given is kept to', () => {
  const { speakers, merged } = mergeSpeakers([speaker('ana', 0), speaker('ben', 90, 2), speaker('cora', 60, 2)], { alike, most: 2 })
  assert.deepEqual([speakers.map(({ id }) => id), merged], [['ana', 'ben'], [{ from: 'cora', to: 'ben' }]])
})

test('turns take the names that stand, and touching ones are one turn', () => {
  const turns = renameTurns([
    { speaker: 'cora', startS: 5, endS: 9 }, { speaker: 'ana', startS: 0, endS: 5 }, { speaker: 'ben', startS: 4, endS: 6 }, { speaker: 'ana', startS: 10, endS: 11 },
  ], [{ from: 'cora', to: 'ana' }])
  assert.deepEqual(turns, [{ speaker: 'ana', startS: 0, endS: 9 }, { speaker: 'ben', startS: 4, endS: 6 }, { speaker: 'ana', startS: 10, endS: 11 }])
})
