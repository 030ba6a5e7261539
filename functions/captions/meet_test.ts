import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meet } from './meet.ts'

const OVERLAP_MS = 960
/** `word-400` ends 400 ms before the cut. */
const words = (text: string) => text.split(' ').map((word) => {
  const [, key, endMs] = /^(\p{L}+)(-?\d+)$/u.exec(word)!
  return { key: key!, endMs: Number(endMs) }
})
const met = (before: string, after: string) => {
  const [one, other] = [words(before), words(after)]
  const { from, at } = meet(one, other, OVERLAP_MS)
  return `${one.slice(0, from).map(({ key }) => key).join(' ')} | ${other.slice(at).map(({ key }) => key).join(' ')}`
}

const cases: readonly [why: string, before: string, after: string, expected: string][] = [
  ['the same words', 'or-1404 two-1224 perhaps-924 is-644 good-424', 'perhaps-960 is-640 good-420 but40 he300', 'or two perhaps is | good but he'],
  ['a word made up at the end', 'he-1956 also-1676 improvised-1136 the-396 tube-196', 'the-960 two-200 following20 this480', 'he also improvised the | two following this'],
  ['one word of two', 'to-1536 morphine-1056 and-484 maybe-284', 'and-960 may-300 be-140 given20 in280', 'to morphine and | may be given in'],
  ['a word at the head whose time is not known', 'save-1392 the-1152 patients-612 life-552', 'and-960 to180 place380 himself600', 'save the patients life | and to place himself'],
  ['a word that both hear, the second without its time', 'recite-1832 verses-1312 seeing-532', 'seeing-960 that80 we320', 'recite verses | seeing that we'],
  ['nothing in common', 'into-1416 the-1136 hebrew-976 nation-616', 'the-960 story-960 is2120 regarding2360', 'into the hebrew nation | the story is regarding'],
]

for (const [why, before, after, expected] of cases) {
  test(`two texts meet by the times of their words: ${why}`, () => assert.equal(met(before, after), expected))
}

test('where one of them is empty all of the other stays', () => {
  assert.deepEqual(meet([], words('is40 good300'), OVERLAP_MS), { from: 0, at: 0 })
  assert.deepEqual(meet(words('is-640 good-440'), [], OVERLAP_MS), { from: 2, at: 0 })
})
