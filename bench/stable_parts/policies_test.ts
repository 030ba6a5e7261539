import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alignAtt, apply, holdBack, localAgreement, sureAgreement } from './policies.ts'
import type { Hypothesis } from './policies.ts'

/** A word each 500 ms, recognised at the end of the audio. */
function heard(text: string, audioMs: number): Hypothesis {
  const words = text.split(' ')
  return { words, endsMs: words.map((_, at) => (at + 1) * 500), audioMs, confidence: 1, atMs: audioMs }
}
const utterance = (texts: string[], final: string) => ({ interims: texts.map((text, at) => heard(text, (at + 1) * 1_000)), final: heard(final, (texts.length + 1) * 1_000), startMs: 0 })

test('local agreement waits for two hypotheses, AlignAtt for half a second of audio, hold-back for words', () => {
  const hypotheses = [heard('we art', 1_000), heard('we are late now', 2_000), heard('we are late today sir', 2_600)]
  assert.deepEqual(hypotheses.map((_, at) => localAgreement(2)(hypotheses.slice(0, at + 1))), [0, 1, 3])
  assert.equal(localAgreement(2, 1)(hypotheses), 2)
  assert.equal(localAgreement(3)(hypotheses), 1)
  assert.deepEqual(hypotheses.map((_, at) => alignAtt(500)(hypotheses.slice(0, at + 1))), [1, 3, 4])
  assert.equal(holdBack(2)(hypotheses), 3)
})

test('unsure hypotheses hold words back', () => {
  const sure = [heard('we are late', 2_000), heard('we are late now', 3_000)]
  assert.equal(sureAgreement(0.6, 2)(sure), 3)
  assert.equal(sureAgreement(0.6, 2)([{ ...sure[0]!, confidence: 0.5 }, sure[1]!]), 1)
})

test('a word lags from its end until it is stable for good', () => {
  const { lines, early, lagsMs } = apply(localAgreement(2), [utterance(['one two', 'one two three'], 'one two three four')])
  assert.deepEqual(lines, [['one two', 'one two three four']])
  assert.deepEqual([early, lagsMs], [0.5, [1_500, 1_000, 1_500, 1_000]])
})

test('stable words that the final text contradicts count from there on as late', () => {
  const { lines, early, lagsMs } = apply(holdBack(0), [utterance(['one too'], 'one two')])
  assert.deepEqual(lines, [['one too', 'one two']])
  assert.deepEqual([early, lagsMs], [0.5, [500, 1_000]])
})
