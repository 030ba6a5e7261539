import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duckLevel, voiceNews } from './interpreting.ts'

test('what was left out is said before how fast it goes', () => {
  const usual = { fast: false, unspoken: null, quick: null }
  assert.equal(voiceNews([]), null)
  assert.equal(voiceNews([usual]), null)
  assert.equal(voiceNews([usual, { ...usual, fast: true }]), 'fast')
  assert.equal(voiceNews([{ ...usual, fast: true }, { ...usual, quick: 'slow', unspoken: 'behind' }]), 'behind')
  assert.equal(voiceNews([{ ...usual, fast: true }, { ...usual, quick: 'consent' }]), 'quick-consent')
})

test('what is left of the original is a fifth until somebody says otherwise', () => {
  assert.deepEqual([null, '', 'x', '0', '35', '100', '900', '-1'].map(duckLevel), [0.2, 0.2, 0.2, 0, 0.35, 1, 1, 0])
})
