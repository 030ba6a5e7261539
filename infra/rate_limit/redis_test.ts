import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { TestServer } from '../../tests/servers/redis.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { createLog, silentLog } from '../log.ts'
import { openRedis } from '../redis/open_redis.ts'
import { rateLimitContract } from './contract.ts'
import { createRedisRateLimit } from './redis.ts'

let server: TestServer
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

rateLimitContract('redis', async () => {
  const [redis, other] = [await openRedis({ url: server.url, log: silentLog }), await openRedis({ url: server.url, log: silentLog })]
  return {
    limit: createRedisRateLimit({ redis, log: silentLog }),
    elsewhere: createRedisRateLimit({ redis: other, log: silentLog }),
    async nextWindow(windowMs) {
      await new Promise((resolve) => setTimeout(resolve, windowMs - (Date.now() % windowMs) + 5))
    },
    async close() {
      await redis.close()
      await other.close()
    },
  }
})

it('rate limit in redis: counts for itself while Redis is away, from what it knew, says so once, and shares again afterwards', async (t) => {
  const own = await startRedis()
  t.after(() => own.stop())
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => void (line.includes('rate-limit') && lines.push(line)) })
  const redis = await openRedis({ url: own.url, log })
  t.after(() => redis.close())
  const limit = createRedisRateLimit({ redis, log })
  const hourly = { limit: 5, windowMs: 3_600_000 }
  for (let n = 0; n < 3; n++) await limit.take('k', hourly)
  const back = new Promise<unknown>((resolve) => void redis.onReconnected(resolve))
  await own.kill9()
  const alone = []
  for (let n = 0; n < 3; n++) alone.push((await limit.take('k', hourly)).allowed)
  assert.deepEqual(alone, [true, true, false])
  assert.equal(lines.length, 1)
  await own.restart()
  await back
  assert.equal((await limit.take('k', hourly)).allowed, true)
  assert.equal(lines.length, 1)
  await limit.close()
})
