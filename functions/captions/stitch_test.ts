import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stitch } from './stitch.ts'

const cases: readonly [why: string, previous: string, next: string, expected: string][] = [
  ['two words repeated', 'Ask not what your country can do', 'can do for you.', 'for you.'],
  ['marks and case differ', 'So, ask not what your Country.', 'country can do for you', 'can do for you'],
  ['a word cut at the end of the first', 'what your coun', 'country can do', 'can do'],
  ['a half-heard word at the head of the second', 'ask not what your country', 'or country can do', 'can do'],
  ['nothing repeated', 'Ask not what your country', 'can do for you', 'can do for you'],
  ['everything repeated', 'ask not what your country', 'Country.', ''],
  ['a short word after a half-heard one proves nothing', 'he went to the', 'house the end', 'house the end'],
  ['accents', 'o que o seu país', 'pais pode fazer', 'pode fazer'],
  ['no spaces between words', '今日は天気が', '天気がいいです', 'いいです'],
  ['no text before', '', 'Good morning', 'Good morning'],
  ['no text after', 'Good morning', '', ''],
]

for (const [why, previous, next, expected] of cases) {
  test(`words of an overlap appear once: ${why}`, () => assert.equal(stitch(previous, next), expected))
}
