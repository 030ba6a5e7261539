import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likelyTerms, LIKELY_MAX } from './likely_terms.ts'
import { mergeAgain } from './merge_again.ts'
import { soundsOf } from './sounds.ts'

/** Letters stand for sounds here. */
const wordsOf = (text: string) => [...text.matchAll(/\p{L}+/gu)].map(({ 0: word, index }) => ({ word: word.toLowerCase(), start: index, end: index + word.length, sounds: soundsOf(word.toLowerCase()), ordinary: false }))
const merge = (first: string, again: string, ...terms: string[]) => mergeAgain({ text: first, words: wordsOf(first) }, { text: again, words: wordsOf(again) }, terms)
const term = (text: string) => ({ term: text, sounds: [soundsOf(text.toLowerCase())] })

test('of what was heard again only the words with a term are taken, in the place of those that sound like them', () => {
  const made = merge('So the kestra far lost it.', 'So the Kestrivar lost that.', 'Kestrivar')
  assert.equal(made.text, 'So the Kestrivar lost it.')
  assert.deepEqual(made.put, [{ term: 'Kestrivar', heard: 'kestra far', heardEnd: 17, start: 7, end: 16 }])
})

test('a term that sounds like nothing that was heard there, or stands in the place of nothing, is not taken', () => {
  assert.deepEqual(merge('We saw the moon there.', 'We saw the Kestrivar there.', 'Kestrivar').put, [])
  assert.deepEqual(merge('We saw there.', 'We saw the Kestrivar there.', 'Kestrivar').put, [])
  assert.deepEqual(merge('', 'Kestrivar', 'Kestrivar').put, [])
  assert.deepEqual(merge('The Kestrivar.', 'The Kestrivar.', 'Kestrivar').put, [])
})

test('a line begins with a capital also where a term in small letters begins it', () => {
  assert.equal(merge('Spul falve open.', 'spool valve open.', 'spool valve').text, 'Spool valve open.')
})

test('likely is what sounds most like a stretch of the line, a few at most, and nothing that is too short', () => {
  assert.deepEqual(likelyTerms([term('Mondolumi'), term('Kestrivar'), term('Ab')], wordsOf('The kestra far lost it ab.')), ['Kestrivar'])
  const many = Array.from({ length: 20 }, (_, at) => term(`kestrava${'bcdfghjklmnpqrstvwxz'[at]}`))
  assert.equal(likelyTerms(many, wordsOf('kestravar')).length, LIKELY_MAX)
  assert.deepEqual(likelyTerms([term('Kestrivar')], []), [])
})
