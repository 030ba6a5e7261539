import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../domain/language.ts'
import { followLanguage } from './follow_language.ts'
import type { Followed, HeardLanguage } from './follow_language.ts'

const LONG = { probability: 0.95, lengthMs: 3_000, words: true, confidence: 0.6 }
const SHORT = { ...LONG, probability: 0.97, lengthMs: 1_050 }

/**
 * Utterances one after the other, heard again in the language followed so far where that is asked for: the language that is followed after
 * each, with `*` where the words in that language stand.
 */
function follow(...heard: readonly (readonly [Language, Partial<HeardLanguage & { own: number }>])[]): string[] {
  let followed: Followed = { language: null, other: null }
  return heard.map(([language, { own = 0.6, ...more }], index) => {
    const claim = { language, utteranceId: `u${index}`, ...LONG, ...more }
    const first = followLanguage(followed, claim)
    const result = first.stands === 'heard' ? first : followLanguage(followed, claim, own)
    followed = result.followed
    return `${followed.language}${result.stands === 'own' ? '*' : ''}`
  })
}

test('a speaker is followed from the first utterance whose language is sure', () => {
  assert.deepEqual(follow(['gl', { probability: 0.4 }], ['pt', LONG], ['pt', { probability: 0.3 }]), ['null', 'pt', 'pt'])
})

test('whoever goes on in another language is followed at once where it is sure, otherwise from the second utterance on', () => {
  assert.deepEqual(follow(['en', LONG], ['pt', LONG]), ['en', 'pt'])
  assert.deepEqual(follow(['en', LONG], ['pt', { probability: 0.6 }], ['pt', { probability: 0.6 }]), ['en', 'en*', 'pt'])
})

test('an unsure language is followed at once where its words are clearly likelier, but not where neither is understood', () => {
  assert.deepEqual(follow(['en', LONG], ['es', { probability: 0.7, confidence: 0.71, own: 0.44 }]), ['en', 'es'])
  assert.deepEqual(follow(['en', LONG], ['th', { probability: 0.7, confidence: 0.4, own: 0.25 }]), ['en', 'en*'])
})

test('a language whose words are less likely than those of the one that is followed is not, however sure it is and however often', () => {
  const mistaken = { probability: 0.94, confidence: 0.4, own: 0.41 }
  assert.deepEqual(follow(['en', LONG], ['la', mistaken], ['la', mistaken]), ['en', 'en*', 'en*'])
})

test('a short "ok" changes nothing, however often', () => {
  assert.deepEqual(follow(['en', LONG], ['pt', SHORT], ['pt', SHORT], ['en', LONG]), ['en', 'en*', 'en*', 'en'])
})

test('a doubt between two utterances in one language is none', () => {
  assert.deepEqual(follow(['en', LONG], ['ar', { probability: 0.6 }], ['en', LONG], ['ar', { probability: 0.6 }]), ['en', 'en*', 'en', 'en*'])
  assert.deepEqual(follow(['en', LONG], ['ar', { probability: 0.3 }], ['ar', { probability: 0.3 }]), ['en', 'en*', 'en*'])
})

test('the same utterance heard twice is no second opinion', () => {
  const twice = { probability: 0.6, utteranceId: 'same' }
  assert.deepEqual(follow(['en', LONG], ['pt', twice], ['pt', twice], ['pt', { probability: 0.6 }]), ['en', 'en*', 'en*', 'pt'])
})

test('no words, no language', () => {
  assert.deepEqual(follow(['ja', { words: false }], ['en', LONG], ['ja', { words: false }]), ['null', 'en', 'en*'])
})
