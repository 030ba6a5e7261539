import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestServer } from '../../tests/servers/redis.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { createLog, silentLog } from '../log.ts'
import { openRedis } from '../redis/open_redis.ts'
import { testCache } from './contract.ts'
import { createRedisCache } from './redis.ts'

let server: TestServer
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

testCache('redis', async () => {
  const redis = await openRedis({ url: server.url, log: silentLog })
  await redis.commands.call((client) => client.flushAll())
  const cache = createRedisCache({ redis, log: silentLog })
  const close = async () => {
    await cache.close()
    await redis.close()
  }
  return { cache: { ...cache, close }, pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }
})

test('redis: another process finds what one has set, under a key of any length', async (t) => {
  const [one, other] = [await openRedis({ url: server.url, log: silentLog }), await openRedis({ url: server.url, log: silentLog })]
  t.after(() => Promise.all([one.close(), other.close()]))
  const [here, there] = [createRedisCache({ redis: one, log: silentLog }), createRedisCache({ redis: other, log: silentLog })]
  const keys = ['short', 'é'.repeat(10_000), `${'é'.repeat(10_000)}!`]
  for (const key of keys) await here.set(key, `value of ${key.length}`, { ttlMs: 10_000 })
  for (const key of keys) assert.equal(await there.get(key), `value of ${key.length}`)
})

test('redis: a value larger than the bound is not kept, and what stood there before is gone', async (t) => {
  const redis = await openRedis({ url: server.url, log: silentLog })
  t.after(() => redis.close())
  const cache = createRedisCache({ redis, log: silentLog, valueBytesMax: 10 })
  await cache.set('bounded', '0123456789', { ttlMs: 10_000 })
  assert.equal(await cache.get('bounded'), '0123456789')
  await cache.set('bounded', 'ééééé!', { ttlMs: 10_000 })
  assert.equal(await cache.get('bounded'), null)
})

test('redis: while it is away everything is a miss, which is counted, and nothing fails', async (t) => {
  const own = await startRedis()
  t.after(() => own.stop())
  const lines: Record<string, unknown>[] = []
  const log = createLog({ level: 'info', write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) })
  const redis = await openRedis({ url: own.url, log })
  t.after(() => redis.close())
  const cache = createRedisCache({ redis, log })
  await cache.set('a', 'one', { ttlMs: 10_000 })
  const back = new Promise<unknown>((resolve) => void redis.onReconnected(resolve))
  await own.kill9()
  assert.equal(await cache.get('a'), null)
  await cache.set('a', 'two', { ttlMs: 10_000 })
  assert.equal(await cache.get('a'), null)
  await own.restart()
  await back
  assert.equal(await cache.get('a'), null)
  await cache.set('a', 'three', { ttlMs: 10_000 })
  assert.equal(await cache.get('a'), 'three')
  assert.equal(lines.filter(({ event }) => event === 'cache-away').length, 1)
  assert.deepEqual(lines.filter(({ event }) => event === 'cache-back').map(({ missed }) => missed), [3])
})
