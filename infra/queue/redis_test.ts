import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestServer } from '../../tests/servers/redis.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { systemClock as clock } from '../clock.ts'
import { silentLog as log } from '../log.ts'
import type { Redis } from '../redis/open_redis.ts'
import { openRedis } from '../redis/open_redis.ts'
import type { Job } from './contract.ts'
import { job, queueContract, record } from './contract.ts'
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

test('a process that closes finishes what it has at work, and another one does the rest of the lane', async () => {
  const options = { redis, name: 'leaving', clock, log, drainMs: 60_000 }
  const [pusher, leaving, staying] = [await openRedisQueue<Job>(options), await openRedisQueue<Job>(options), await openRedisQueue<Job>(options)]
  const [last, rest] = [record({ held: true }), record()]
  leaving.work(last.handler, { concurrency: 1 })
  await pusher.push(job('first'))
  await pusher.push(job('second'))
  const [first] = await last.started(1)
  const closed = leaving.close()
  staying.work(rest.handler, { concurrency: 1 })
  last.release('first')
  await closed
  assert.equal(first?.context.signal.aborted, false)
  assert.equal((await rest.started(1))[0]?.value.text, 'second')
  await Promise.all([staying.close(), pusher.close()])
})

test('work that does not end in time is handed to another process at once', async () => {
  const options = { redis, name: 'stuck', clock, log, leaseMs: 60_000, drainMs: 20 }
  const [pusher, leaving, staying] = [await openRedisQueue<Job>(options), await openRedisQueue<Job>(options), await openRedisQueue<Job>(options)]
  const [stuck, rest] = [record({ held: true }), record()]
  leaving.work(stuck.handler, { concurrency: 1 })
  await pusher.push(job('slow'))
  const [slow] = await stuck.started(1)
  await leaving.close()
  assert.equal(slow?.context.signal.aborted, true)
  staying.work(rest.handler, { concurrency: 1 })
  const [again] = await rest.started(1)
  assert.deepEqual([again?.value.text, again?.context.attempt], ['slow', 1])
  stuck.release('slow')
  await Promise.all([staying.close(), pusher.close()])
})
