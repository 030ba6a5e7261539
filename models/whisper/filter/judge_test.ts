import { test } from 'node:test'
import assert from 'node:assert/strict'
import { judge } from './judge.ts'
import type { Claim } from './judge.ts'
import { createKnownHallucinations } from './known.ts'

const known = createKnownHallucinations([
  { text: 'Thank you.', language: 'en', sounds: { silence: 9 } },
  { text: 'Yes.', language: 'en', sounds: { keyboard: 1 } },
  { text: 'Subtitles by the community of viewers', language: 'en', sounds: { silence: 2, 'hum 50 Hz': 2 } },
  { text: 'I am going to go to the beach.', language: 'en', sounds: { keyboard: 1 } },
  { text: 'ご視聴ありがとうございました', language: 'ja', sounds: { silence: 3, keyboard: 1 } },
])

function claim(text: string, more: Partial<Claim> = {}): Claim {
  const phrases = text ? [{ text, startMs: 0, endMs: 900 }] : []
  return { phrases, averageLogProbability: -0.3, noSpeechProbability: 0.05, loops: false, audioMs: 1_000, ...more }
}
const reason = (text: string, more: Partial<Claim> = {}) => judge(claim(text, more), known).filtered

test('what was said clearly stands, with its phrases', () => {
  assert.deepEqual(judge(claim('Good morning.'), known), { text: 'Good morning.', phrases: [{ text: 'Good morning.', startMs: 0, endMs: 900 }], filtered: null })
})

test('"Yes." and "Thank you." stand when they were heard, and fall in doubt', () => {
  assert.equal(reason('Yes.'), null)
  assert.equal(reason('Thank you.'), null)
  assert.equal(reason('Right.', { noSpeechProbability: 0.6 }), null)
  assert.equal(reason('Yes.', { noSpeechProbability: 0.6 }), 'known-hallucination')
  assert.equal(reason('thank you!', { averageLogProbability: -1.25 }), 'known-hallucination')
})

test('a sentence that was harvested once stands when it was heard', () => {
  assert.equal(reason('I am going to go to the beach.'), null)
  assert.equal(reason('I am going to go to the beach.', { noSpeechProbability: 0.6 }), 'known-hallucination')
})

test('a stock phrase falls however sure the model is', () => {
  assert.equal(reason('SUBTITLES by the community of viewers!'), 'known-hallucination')
  assert.equal(reason('ご視聴ありがとうございました。'), 'known-hallucination')
  assert.equal(judge(claim('Subtitles by the community of viewers'), createKnownHallucinations([])).filtered, null)
})

test('silence counts only together with poor words', () => {
  assert.equal(reason('I will be there soon.', { noSpeechProbability: 0.8 }), null)
  assert.equal(reason('I will be there soon.', { noSpeechProbability: 0.8, averageLogProbability: -1.1 }), 'no-speech')
  assert.equal(reason('I will be there soon.', { noSpeechProbability: 0.95 }), 'no-speech')
  assert.equal(reason('I will be there soon.', { averageLogProbability: -1.6 }), 'low-probability')
})

test('symbols alone and nothing at all are no speech', () => {
  for (const text of ['', '♪♪', '...', '[ ]']) assert.equal(reason(text), 'no-speech')
})

test('circles fall', () => {
  assert.equal(reason('la la la la', { loops: true }), 'repetition')
  assert.equal(reason('and then we went home '.repeat(8)), 'repetition')
})

test('a phrase that begins after the audio is cut off, and a text of such phrases falls', () => {
  const late = { text: 'Thanks for watching.', startMs: 1_200, endMs: 2_000 }
  const real = { text: 'Good morning.', startMs: 0, endMs: 900 }
  assert.equal(judge(claim('', { phrases: [real, late] }), known).text, 'Good morning.')
  assert.equal(judge(claim('', { phrases: [late] }), known).filtered, 'timestamps')
})

test('where voice was heard all along, only certain silence counts', () => {
  const poor = { noSpeechProbability: 0.6, averageLogProbability: -0.9 }
  assert.equal(reason('The Californian insists.', poor), 'no-speech')
  assert.equal(reason('The Californian insists.', { ...poor, spoken: true }), null)
  assert.equal(reason('The Californian insists.', { ...poor, noSpeechProbability: 0.95, spoken: true }), 'no-speech')
})
