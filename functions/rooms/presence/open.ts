import type { Clock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { Redis } from '../../../infra/redis/open_redis.ts'
import { createMemoryPresence } from './memory.ts'
import { createMemoryNodes } from './memory_nodes.ts'
import type { Nodes } from './nodes.ts'
import type { Presence } from './presence.ts'
import { createRedisPresence } from './redis.ts'
import { createRedisNodes } from './redis_nodes.ts'

/** Presence and media nodes that processes share over Redis, or this process's own without it. */
export function openPresence({ redis, clock, log }: { redis: Redis | null; clock: Clock; log: Log }): { readonly presence: Presence; readonly nodes: Nodes } {
  return redis
    ? { presence: createRedisPresence({ redis, log }), nodes: createRedisNodes({ redis, log }) }
    : { presence: createMemoryPresence({ clock }), nodes: createMemoryNodes({ clock }) }
}
