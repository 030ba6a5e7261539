import { after, before } from 'node:test'
import type { TestServer } from '../../tests/servers/redis.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { systemClock as clock } from '../clock.ts'
import { silentLog as log } from '../log.ts'
import type { Redis } from '../redis/open_redis.ts'
import { openRedis } from '../redis/open_redis.ts'
import type { Job } from './contract.ts'
import { queueContract } from './contract.ts'
import { openRedisQueue } from './redis.ts'

let server: TestServer
let redis: Redis
before(async () => {
  server = await startRedis()
  redis = await openRedis({ url: server.url, log })
})
after(async () => {
  await redis.close()
  await server.stop()
})

let queues = 0
queueContract('redis', async ({ lengthMax }) =>
  openRedisQueue<Job>({ redis, name: `contract-${++queues}`, clock, log, lengthMax, drainMs: 50, retryDelayMs: () => 0 }))
