import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexTerm, NEAREST_MAX, nearestTerms } from './nearest.ts'
import { putTerms } from './put_terms.ts'
import type { SoundingTerm } from './put_terms.ts'
import { soundDistance, soundsOf } from './sounds.ts'

/** Letters stand for sounds here; every word in small letters of `known` is ordinary. */
const term = (text: string, ...ways: string[]): SoundingTerm => ({ term: text, sounds: [text, ...ways].map((way) => soundsOf(way.toLowerCase().replaceAll(' ', ''))) })
function put(text: string, terms: readonly SoundingTerm[], known: readonly string[] = []) {
  const words = [...text.matchAll(/[\p{L}’']+/gu)].map(({ 0: word, index }) => ({ word: word.toLowerCase(), start: index, end: index + word.length, sounds: soundsOf(word.toLowerCase().replace(/['’]/g, '')), ordinary: known.includes(word.toLowerCase()) }))
  return putTerms(text, words, terms)
}

test('what sounds like a term becomes it, over the borders of words, and marks around it stay', () => {
  const { text, put: changed } = put('Tell draven co, please.', [term('Dravenko')])
  assert.equal(text, 'Tell Dravenko, please.')
  assert.deepEqual(changed, [{ term: 'Dravenko', heard: 'draven co', heardEnd: 14, start: 5, end: 13 }])
})

test('a possessive keeps its ending, and a term in small letters begins a sentence with a capital', () => {
  assert.equal(put('Is it kestrifar’s?', [term('Kestrivar')]).text, 'Is it Kestrivar’s?')
  assert.equal(put('Spool falve open. The spool falve.', [term('spool valve')]).text, 'Spool valve open. The spool valve.')
})

test('what is written right stays, endings too, but gets its capitals', () => {
  const { text, put: changed } = put('The kestrivar and two spool valves.', [term('Kestrivar'), term('spool valve')])
  assert.equal(text, 'The Kestrivar and two spool valves.')
  assert.deepEqual(changed, [])
})

test('ordinary words give way to what is much like them only', () => {
  assert.equal(put('The kastrifar works.', [term('Kestrivar')]).text, 'The Kestrivar works.')
  assert.equal(put('The kastrofir works.', [term('Kestrivar')]).text, 'The Kestrivar works.')
  assert.equal(put('The kastrofir works.', [term('Kestrivar')], ['kastrofir']).text, 'The kastrofir works.')
})

test('short terms and other words are left alone', () => {
  assert.equal(put('The bat sat on a mat.', [term('Bad'), term('Pat'), term('Kestrivar')]).text, 'The bat sat on a mat.')
})

test('of two terms the nearer one is put, once', () => {
  assert.equal(put('kestrivam', [term('Kestrival'), term('Kestrivan')]).text, 'Kestrivan')
})

test('another way of saying it is known by its sounds', () => {
  assert.equal(put('Call zandrite.', [term('Xandrite', 'zandrite')]).text, 'Call Xandrite.')
})

test('a distance is zero for the same, small for sounds that are confused, and given up beyond its bound', () => {
  const far = (a: string, b: string, most?: number) => soundDistance(soundsOf(a), soundsOf(b), most)
  assert.equal(far('ˈspuːl', 'spul'), 0)
  assert.ok(far('pat', 'bat') < far('pat', 'sat'))
  assert.equal(far('kestrivar', 'mondolumi', 0.2), Infinity)
  assert.equal(far('', ''), 0)
})

test('of many terms a line is compared with those that have its sounds, at most a hundred', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `${'bdgklmnprstvz'[at % 13]}a${'bdgklmnprstvz'[(at * 7) % 13]}o${'bdgklmnprstvz'[(at * 3) % 13]}is`)
  const indexed = [...many, 'kestrivar'].map((value) => indexTerm(value, [soundsOf(value)]))
  const near = nearestTerms(indexed, soundsOf('thekastrifarsings'))
  assert.ok(near.length <= NEAREST_MAX)
  assert.ok(near.includes('kestrivar'))
  assert.deepEqual(nearestTerms(indexed, soundsOf('')), [])
})
