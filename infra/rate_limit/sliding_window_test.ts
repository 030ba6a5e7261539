import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createFakeClock } from '../fake_clock.ts'
import { createMemoryRateLimit } from './memory.ts'

const WINDOW_MS = 10_000

it('whoever comes back when told is let in, and not 1 ms before', async () => {
  for (const [startMs, cost] of [[0, 1], [3_000, 1], [9_999, 1], [4_321, 5], [7_000, 10]] as const) {
    const clock = createFakeClock(startMs)
    const limit = createMemoryRateLimit({ clock })
    const at = { limit: 10, windowMs: WINDOW_MS }
    for (let n = 0; n < 10; n++) await limit.take('k', at)
    const { allowed, retryAfterMs } = await limit.take('k', { ...at, cost })
    assert.equal(allowed, false)
    clock.advance(retryAfterMs - 1)
    assert.equal((await limit.take('k', { ...at, cost })).allowed, false)
    clock.advance(1)
    assert.equal((await limit.take('k', { ...at, cost })).allowed, true)
  }
})

it('whoever asks evenly and stays below the limit is never refused', async () => {
  const clock = createFakeClock(5_000)
  const limit = createMemoryRateLimit({ clock })
  for (let n = 0; n < 100; n++) {
    assert.equal((await limit.take('k', { limit: 11, windowMs: WINDOW_MS })).allowed, true)
    clock.advance(1_000)
  }
})

it('no burst at the seam of two windows gets twice the limit', async () => {
  const clock = createFakeClock(9_999)
  const limit = createMemoryRateLimit({ clock })
  const at = { limit: 10, windowMs: WINDOW_MS }
  let allowed = 0
  for (let n = 0; n < 20; n++) allowed += (await limit.take('k', at)).allowed ? 1 : 0
  clock.advance(1)
  for (let n = 0; n < 20; n++) allowed += (await limit.take('k', at)).allowed ? 1 : 0
  assert.equal(allowed, 10)
})
