import { join } from 'node:path'
import type { RoomEvent } from '../domain/events.ts'
import type { Blobs } from './blob/blob.ts'
import { openFolderBlobs } from './blob/folder.ts'
import type { Bus } from './bus/bus.ts'
import { createMemoryBus } from './bus/memory.ts'
import { createRedisBus } from './bus/redis.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/db.ts'
import { openDb } from './db/open_db.ts'
import type { Log } from './log.ts'
import { createMemoryQueue } from './queue/memory.ts'
import type { WorkQueue } from './queue/queue.ts'
import { openRedisQueue } from './queue/redis.ts'
import { createMemoryRateLimit } from './rate_limit/memory.ts'
import type { RateLimit } from './rate_limit/rate_limit.ts'
import { createRedisRateLimit } from './rate_limit/redis.ts'
import type { Redis } from './redis/open_redis.ts'
import { openRedis } from './redis/open_redis.ts'

/** A process that stops has this long to finish what waits in its queues, ms. */
const DRAIN_MS = 2_000

/** What processes share, or keep for themselves where nothing to share it with is configured. */
export interface Stores {
  readonly database: Database
  readonly blobs: Blobs
  readonly bus: Bus<RoomEvent>
  readonly rateLimit: RateLimit
  /** Null without REDIS_URL. */
  readonly redis: Redis | null
  openQueue<T>(name: string): Promise<WorkQueue<T>>
  /** Store → whether it works now, those that are configured. */
  ready(): Promise<Record<string, boolean>>
  close(): Promise<void>
}

/** Opens the database, and Redis where it is configured. Throws an Error that says what to do when the database cannot be opened. */
export async function openStores({ config, clock, log }: { config: Config; clock: Clock; log: Log }): Promise<Stores> {
  const blobs = await openFolderBlobs(join(config.PARLEY_DATA, 'blobs'))
  const database = await openDb(config, { log })
  const redis = config.REDIS_URL ? await openRedis({ url: config.REDIS_URL, log }) : null
  const bus = redis ? createRedisBus<RoomEvent>({ redis, log }) : createMemoryBus<RoomEvent>({ log })
  return {
    database,
    blobs,
    redis,
    bus,
    rateLimit: redis ? createRedisRateLimit({ redis, log }) : createMemoryRateLimit({ clock }),
    openQueue: async <T>(name: string) => redis
      ? openRedisQueue<T>({ redis, name, clock, log, drainMs: DRAIN_MS })
      : createMemoryQueue<T>({ clock, log, drainMs: DRAIN_MS }),
    async ready() {
      const [reached, kept, shared] = await Promise.all([database.ready(), blobs.ready(), redis?.ready()])
      return { database: reached, files: kept, ...(shared === undefined ? {} : { redis: shared }) }
    },
    async close() {
      await bus.close()
      await redis?.close()
      await database.close()
    },
  }
}
