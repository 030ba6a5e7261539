import type { Clock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { Redis } from '../../../infra/redis/open_redis.ts'
import { createMemoryPresence } from './memory.ts'
import { createMemoryNodes } from './memory_nodes.ts'
import type { Nodes } from './nodes.ts'
import type { Presence } from './presence.ts'
import { createRedisPresence } from './redis.ts'
import { createRedisNodes } from './redis_nodes.ts'

/** Presence that processes share over Redis, or this process's own without it. */
export function openPresence({ redis, clock, log }: { redis: Redis | null; clock: Clock; log: Log }): Presence {
  return redis ? createRedisPresence({ redis, log }) : createMemoryPresence({ clock })
}

/** Which media nodes there are, shared over Redis; without it this process is the only one. */
export function openNodes({ redis, clock, log }: { redis: Redis | null; clock: Clock; log: Log }): Nodes {
  return redis ? createRedisNodes({ redis, log }) : createMemoryNodes({ clock })
}
