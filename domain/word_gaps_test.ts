import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordGaps } from './word_gaps.ts'

const gaps = (one: string, other: string) => {
  const [a, b] = [one.split(' '), other.split(' ')]
  return wordGaps(a.length, b.length, (i, j) => a[i] === b[j]).map(({ from, to, otherFrom, otherTo }) => [a.slice(from, to).join(' '), b.slice(otherFrom, otherTo).join(' ')])
}

test('what is put, added and taken away stands between the words that both have', () => {
  assert.deepEqual(gaps('the gantry fill is open', 'the Gantrefil is open'), [['gantry fill', 'Gantrefil']])
  assert.deepEqual(gaps('it is open', 'now it is wide open today'), [['', 'now'], ['', 'wide'], ['', 'today']])
  assert.deepEqual(gaps('well it is open', 'it is'), [['well', ''], ['open', '']])
  assert.deepEqual(gaps('one two', 'three'), [['one two', 'three']])
  assert.deepEqual(gaps('the same', 'the same'), [])
})
