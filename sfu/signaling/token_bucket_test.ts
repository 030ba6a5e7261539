import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createTokenBucket } from './token_bucket.ts'

test('a burst passes, then as many as the time has brought', () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket({ perSecond: 2, burst: 3, clock })
  assert.deepEqual([bucket.take(), bucket.take(), bucket.take(), bucket.take()], [true, true, true, false])
  clock.advance(500)
  assert.deepEqual([bucket.take(), bucket.take()], [true, false])
  clock.advance(3_600_000)
  assert.deepEqual([bucket.take(), bucket.take(), bucket.take(), bucket.take()], [true, true, true, false])
})

test('a clock set back neither fills nor empties it', () => {
  let nowMs = 1_000
  const bucket = createTokenBucket({ perSecond: 1, burst: 2, clock: { now: () => nowMs, after: () => () => {} } })
  assert.equal(bucket.take(), true)
  nowMs = 0
  assert.deepEqual([bucket.take(), bucket.take()], [true, false])
})
