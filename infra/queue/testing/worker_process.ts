import process from 'node:process'
import { systemClock as clock } from '../../clock.ts'
import { silentLog as log } from '../../log.ts'
import { openRedis } from '../../redis/open_redis.ts'
import { openRedisQueue } from '../redis.ts'

/**
 * A process that works on a queue, for tests that kill it: `worker_process.ts REDIS_URL QUEUE LEASE_MS [hang]`. It writes a JSON line
 * when it is ready, when it starts on an item and when it is done; with `hang` it never is.
 */
const [url = '', name = '', leaseMs = '', hang] = process.argv.slice(2)
const say = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`)
const queue = await openRedisQueue<{ text: string }>({ redis: await openRedis({ url, log }), name, clock, log, leaseMs: Number(leaseMs) })
queue.work(async ({ text }, { attempt }) => {
  say({ started: text, attempt })
  if (hang) await new Promise(() => {})
  say({ done: text })
}, { concurrency: 1 })
say({ ready: true })
