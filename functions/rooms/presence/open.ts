import type { Clock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { Redis } from '../../../infra/redis/open_redis.ts'
import { createMemoryPresence } from './memory.ts'
import type { Presence } from './presence.ts'
import { createRedisPresence } from './redis.ts'

/** Presence that processes share over Redis, or this process's own without it. */
export function openPresence({ redis, clock, log }: { redis: Redis | null; clock: Clock; log: Log }): Presence {
  return redis ? createRedisPresence({ redis, log }) : createMemoryPresence({ clock })
}
