import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecent } from './recent.ts'

const texts = (kept: readonly { text: string }[]) => kept.map(({ text }) => text).join('')

test('recent events: the oldest give way at either bound, and are counted only while others may have missed them', () => {
  let nowMs = 1_000
  const recent = createRecent({ countMax: 3, bytesMax: 100, now: () => nowMs++ })
  for (const text of 'abcd') recent.keep({ channel: 'c', text }, null)
  assert.equal(texts(recent.since(0)), 'bcd')
  assert.equal(recent.takeDropped(), 0)
  for (const text of 'efgh') recent.keep({ channel: 'c', text }, 1_004)
  assert.equal(texts(recent.since(0)), 'fgh')
  assert.equal(recent.takeDropped(), 1)
  assert.equal(recent.takeDropped(), 0)
  recent.keep({ channel: 'c', text: 'x'.repeat(50) }, null)
  assert.equal(texts(recent.since(0)), 'x'.repeat(50))
})

test('recent events: those of a long outage stay, and go once they are old and told', () => {
  let nowMs = 0
  const recent = createRecent({ countMax: 10, bytesMax: 1_000, now: () => nowMs })
  recent.keep({ channel: 'c', text: 'a' }, 0)
  nowMs = 3_600_000
  recent.keep({ channel: 'c', text: 'b' }, 0)
  assert.equal(texts(recent.since(0)), 'ab')
  assert.equal(texts(recent.since(1)), 'b')
  recent.keep({ channel: 'c', text: 'c' }, null)
  assert.equal(texts(recent.since(0)), 'bc')
})
