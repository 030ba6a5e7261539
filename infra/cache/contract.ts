import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Cache } from './cache.ts'

export interface CacheUnderTest {
  readonly cache: Cache
  /** Lets time pass for the cache: a fake clock moves, a server is waited for. */
  pass(ms: number): Promise<void>
}

/** What every cache does, whatever holds its entries. */
export function testCache(name: string, open: () => Promise<CacheUnderTest>): void {
  const withCache = async (run: (under: CacheUnderTest) => Promise<void>) => {
    const under = await open()
    try {
      await run(under)
    } finally {
      await under.cache.close()
    }
  }

  test(`${name}: gives back what was set, and null for what was not`, () => withCache(async ({ cache }) => {
    await cache.set('a', 'one', { ttlMs: 10_000 })
    await cache.set('b', 'ação "ünïcode" 👍\n', { ttlMs: 10_000 })
    await cache.set('empty', '', { ttlMs: 10_000 })
    assert.equal(await cache.get('a'), 'one')
    assert.equal(await cache.get('b'), 'ação "ünïcode" 👍\n')
    assert.equal(await cache.get('empty'), '')
    assert.equal(await cache.get('c'), null)
    assert.equal(await cache.get('__proto__'), null)
  }))

  test(`${name}: the last value of a key stands`, () => withCache(async ({ cache }) => {
    await cache.set('a', 'one', { ttlMs: 10_000 })
    await cache.set('a', 'two', { ttlMs: 10_000 })
    assert.equal(await cache.get('a'), 'two')
  }))

  test(`${name}: forgets a value when its time is over, and setting it again starts a new time`, () => withCache(async ({ cache, pass }) => {
    await cache.set('short', 'x', { ttlMs: 100 })
    await cache.set('renewed', 'x', { ttlMs: 100 })
    await cache.set('renewed', 'y', { ttlMs: 100_000 })
    await cache.set('long', 'x', { ttlMs: 100_000 })
    await pass(150)
    assert.equal(await cache.get('short'), null)
    assert.equal(await cache.get('renewed'), 'y')
    assert.equal(await cache.get('long'), 'x')
  }))
}
