import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createFakeClock } from '../fake_clock.ts'
import { rateLimitContract } from './contract.ts'
import { createMemoryRateLimit } from './memory.ts'

rateLimitContract('memory', async () => {
  const clock = createFakeClock(1_700_000_123_456)
  const limit = createMemoryRateLimit({ clock })
  return { limit, elsewhere: limit, nextWindow: async (windowMs) => clock.advance(windowMs - (clock.now() % windowMs)), close: () => limit.close() }
})

it('rate limit in memory: the key that was used least lately is forgotten at the bound', async () => {
  const limit = createMemoryRateLimit({ keysMax: 2 })
  const once = { limit: 1, windowMs: 3_600_000 }
  for (const key of ['a', 'b', 'a', 'c']) await limit.take(key, once)
  assert.equal(limit.size, 2)
  assert.equal((await limit.take('a', once)).allowed, false)
  assert.equal((await limit.take('b', once)).allowed, true)
})
