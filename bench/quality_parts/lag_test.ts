import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longYaalMs, streamLaalMs } from './lag.ts'

const instance = { prediction: 'a b c d', reference: 'a b c d', source_length: 4_000, time_to_recording_end: Infinity }

test('words that come a second after an even pace lag a second', () => {
  const even = { ...instance, emission_ca: [1_000, 2_000, 3_000, 4_000] }
  assert.equal(longYaalMs([even]), 1_000)
  assert.equal(streamLaalMs([even]), 1_000)
})

test('a line that comes at once after its speech: all of it counts for LongYAAL, its first word for LAAL', () => {
  const late = { ...instance, emission_ca: [4_500, 4_500, 4_500, 4_500] }
  assert.equal(longYaalMs([late]), 3_000)
  assert.equal(streamLaalMs([late]), 4_500)
})

test('saying more than there is to say gains nothing, and what comes after the recording does not count', () => {
  const wordy = { ...instance, prediction: 'a b c d e f g h', emission_ca: [500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000] }
  assert.equal(longYaalMs([wordy]), 500)
  assert.equal(longYaalMs([{ ...wordy, time_to_recording_end: 1_200 }]), 500)
  assert.ok(Number.isNaN(longYaalMs([{ ...wordy, emission_ca: [] }])))
})
