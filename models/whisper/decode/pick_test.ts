import { test } from 'node:test'
import assert from 'node:assert/strict'
import { pick } from './pick.ts'
import type { Allowed } from './pick.ts'
import { probability, readRow } from './row.ts'

// Tokens 0 to 3 are text (3 is never chosen), 4 is the end, 5 is special, 6 to 9 are timestamps.
const vocabulary = { endOfText: 4, timestampBegin: 6, suppressed: Int32Array.of(3) } as Parameters<typeof readRow>[2] & Parameters<typeof pick>[1]
const anything: Allowed = { text: true, end: true, timestampFrom: 0, timestampTo: 3 }
const row = (...values: number[]) => readRow(Float32Array.from([-9, -9, ...values]), { at: 2, size: values.length }, vocabulary)
const choose = (allowed: Allowed, ...values: number[]) => pick(row(...values), vocabulary, allowed)

test('the likeliest word wins, and its probability is among what is allowed', () => {
  const { token, logProbability } = choose(anything, 1, 2, 0, 50, 0, 60, -40, -40, -40, -40)
  assert.equal(token, 1)
  assert.ok(Math.abs(Math.exp(logProbability) - Math.exp(2) / (Math.exp(1) + Math.exp(2) + 2)) < 1e-6)
})

test('timestamps that are likelier together than every word win', () => {
  assert.equal(choose(anything, 0, 2, 0, 0, 0, 0, 1, 1.5, 1.2, 0).token, 7)
  assert.equal(choose(anything, 0, 4, 0, 0, 0, 0, 1, 1.5, 1.2, 0).token, 1)
})

test('what is not allowed is not chosen', () => {
  assert.equal(choose({ ...anything, timestampFrom: 2 }, 0, 1, 0, 0, 0, 0, 9, 9, 3, 1).token, 8)
  assert.equal(choose({ ...anything, timestampTo: -1 }, 0, 1, 0, 0, 0, 0, 9, 9, 9, 9).token, 1)
  assert.equal(choose({ ...anything, text: false, timestampTo: -1 }, 9, 9, 9, 9, -3, 9, 9, 9, 9, 9).token, 4)
  assert.equal(choose({ ...anything, end: false, timestampTo: -1 }, 0, 1, 0, 0, 9, 0, 0, 0, 0, 0).token, 1)
})

test('a probability is a share of all tokens, those that may not be said included', () => {
  assert.ok(Math.abs(probability(row(0, 0, 0, 0, 0), 0) - 0.2) < 1e-9)
  assert.ok(Math.abs(probability(row(0, -50, -50, 1, 2), 0) - Math.exp(2) / (1 + Math.exp(1) + Math.exp(2))) < 1e-9)
})
