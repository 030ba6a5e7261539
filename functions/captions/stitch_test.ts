import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutText, stitch } from './stitch.ts'

const cases: readonly [why: string, first: string, second: string, expected: string][] = [
  ['two words repeated', 'Ask not what your country can do', 'can do for you.', 'Ask not what your country | can do for you.'],
  ['marks and case differ', 'So, ask not what your Country.', 'country can do for you', 'So, ask not what | your country can do for you'],
  ['a word cut at the end of the first', 'ask not what your coun', 'country can do', 'ask not what | your country can do'],
  ['a half-heard word at the head of the second', 'ask not what your country', 'or country can do', 'ask not what | your country can do'],
  ['an end that was made up', 'So he should make a great decision.', 'Make inquiries as to symptoms', 'So he should make a | inquiries as to symptoms'],
  ['an end that was made up, of words that were shown', 'the condition of the body', 'tradition of rigor mortis', 'the condition of | rigor mortis'],
  ['a beginning that was made up', 'the best emetic is that', 'The most important thing is that which is at hand', 'the best emetic | is that which is at hand'],
  ['a word misheard a little', 'these strong central tribes', 'central trines of Benjamin', 'these strong | central trines of Benjamin'],
  ['a short word in common proves nothing', 'coalesced into the nation', 'The story is regarding Joseph', 'coalesced into | the nation The story is regarding Joseph'],
  ['nothing in common', 'being cut across between these', 'the stomach may be removed', 'being cut across | between these the stomach may be removed'],
  ['a number that one of them spelt', 'one pound of lobster meat', '1 teaspoon of butter', 'one pound of | lobster meat 1 teaspoon of butter'],
  ['accents', 'o que o seu país', 'pais pode fazer', 'o que o | seu pais pode fazer'],
  ['no spaces between words', '今日は天気が', '天気がいいです', '今日は天 | 気がいいです'],
  ['said twice by the speaker', 'no, no, no', 'no, it is not', 'no, | no no, it is not'],
  ['no text after', 'Good morning everyone here.', '', 'Good morning | everyone here.'],
  ['no text before', '', 'Good morning', ' | Good morning'],
]

for (const [why, first, second, expected] of cases) {
  test(`words of an overlap appear once, and all of them: ${why}`, () => {
    const cut = cutText(first)
    assert.equal(`${cut.shown} | ${stitch(cut, second)}`, expected)
  })
}

test('a text of no more than the held words waits as a whole', () => {
  assert.deepEqual(cutText('All right.'), { shown: '', held: 'All right.' })
  assert.deepEqual(cutText(''), { shown: '', held: '' })
})
