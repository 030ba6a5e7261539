import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createFakeClock } from '../fake_clock.ts'
import { testCache } from './contract.ts'
import { createMemoryCache } from './memory.ts'

testCache('memory', async () => {
  const clock = createFakeClock(1_000)
  return { cache: createMemoryCache({ clock }), pass: async (ms) => clock.advance(ms) }
})

test('memory: the least recently used entries give way at the byte bound', async () => {
  const cache = createMemoryCache({ bytesMax: 3 * 400 })
  for (const key of ['a', 'b', 'c']) await cache.set(key, 'x'.repeat(140), { ttlMs: 1_000 })
  await cache.get('a')
  await cache.set('d', 'x'.repeat(140), { ttlMs: 1_000 })
  assert.ok(cache.bytes <= 1_200)
  assert.equal(await cache.get('b'), null)
  for (const key of ['a', 'c', 'd']) assert.notEqual(await cache.get(key), null)
})

test('memory: an entry larger than the whole bound is not kept and displaces nothing', async () => {
  const cache = createMemoryCache({ bytesMax: 500 })
  await cache.set('a', 'x', { ttlMs: 1_000 })
  await cache.set('huge', 'x'.repeat(1_000), { ttlMs: 1_000 })
  assert.equal(await cache.get('huge'), null)
  assert.equal(await cache.get('a'), 'x')
  await cache.close()
  assert.equal(cache.bytes, 0)
})
