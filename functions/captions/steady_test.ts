import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepSteady } from './steady.ts'
import type { Before, Steady } from './steady.ts'

/** What a line shows, hypothesis after hypothesis: `stable|tail`. */
function shown(...texts: string[]): string[] {
  return shownWith(1, ...texts)
}
function shownWith(confidence: number, ...texts: string[]): string[] {
  let before: Before | null = null
  return texts.map((text) => {
    const hypothesis = { text, confidence }
    const { stable, tail }: Steady = keepSteady(before, hypothesis)
    before = { stable, hypothesis }
    return `${stable}|${tail}`
  })
}

test('what two hypotheses begin with is stable, and grows with them', () => {
  assert.deepEqual(shown('I could not help', 'I could not help watching', 'I could not help watching your face.'), [
    '|I could not help', 'I could not help| watching', 'I could not help watching| your face.',
  ])
})

test('case and marks are no disagreement, and what stands keeps its spelling', () => {
  assert.deepEqual(shown('in making a film.', 'In making a film, the', '"In making" a film; the canal'), [
    '|in making a film.', 'In making a film|, the', 'In making a film; the| canal',
  ])
})

test('a mark at the end waits for the next stable word', () => {
  assert.deepEqual(shown('We are late.', 'We are late. Shall', 'We are late. Shall we').slice(1), ['We are late|. Shall', 'We are late. Shall| we'])
})

test('a hypothesis that contradicts stable words changes none of them, and shows what comes after', () => {
  assert.deepEqual(shown('the days for', 'the days for an adult', 'the dish for an adult is ten').slice(1), ['the days for| an adult', 'the days for| an adult is ten'])
  assert.deepEqual(shown('so we had', 'so we had a', 'we had a long problem').at(-1), 'so we had| a long problem')
  assert.deepEqual(shown('now it is', 'now it is a', 'now what it is a test').at(-1), 'now it is| a test')
})

test('stable words that a hypothesis contradicts do not grow until one follows them again', () => {
  assert.deepEqual(shown('our best guess', 'our best guess is', 'are best guesses is that', 'are best guesses is that it', 'our best guess is that it was').slice(2), [
    'our best guess| is that', 'our best guess| is that it', 'our best guess| is that it was',
  ])
})

test('a hypothesis that shrinks takes nothing away', () => {
  assert.deepEqual(shown('and he said no', 'and he said no to', 'and he').at(-1), 'and he said no|')
  assert.deepEqual(shown('and he said no', 'and he said no to', '').at(-1), 'and he said no|')
})

test('the same audio once more is no agreement', () => {
  assert.deepEqual(keepSteady({ stable: 'we', hypothesis: null }, { text: 'we are late', confidence: 1 }), { stable: 'we', tail: ' are late' })
})

test('of what unsure hypotheses agree on the last two words wait', () => {
  assert.deepEqual(shownWith(0.5, 'the days for an', 'the days for an adult', 'the days for').slice(1), ['the days| for an adult', 'the days| for'])
  assert.deepEqual(keepSteady({ stable: '', hypothesis: { text: 'the days for', confidence: 0.5 } }, { text: 'the days for an', confidence: 0.9 }), { stable: 'the', tail: ' days for an' })
  assert.deepEqual(shownWith(0.5, 'hello', 'hello').at(-1), '|hello')
})

test('without spaces between words, letters are compared', () => {
  assert.deepEqual(shown('今日は会', '今日は会議を', '今日は会議があります。'), ['|今日は会', '今日は会|議を', '今日は会議|があります。'])
  assert.deepEqual(shown('ฉันรัก', 'ฉันรักคุณ').at(-1), 'ฉันรัก|คุณ')
})

test('words from right to left, and marks that make other words', () => {
  assert.deepEqual(shown('صباح الخير', 'صباح الخير جميعا، أنا').at(-1), 'صباح الخير| جميعا، أنا')
  assert.deepEqual(shown('má tôi', 'mà tôi').at(-1), '|mà tôi')
})

test('an apostrophe belongs to its word', () => {
  assert.deepEqual(shown("it's mine", 'it’s mine now').at(-1), 'it’s mine| now')
})
