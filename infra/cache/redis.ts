import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Log } from '../log.ts'
import type { RedisClient } from '../redis/connection.ts'
import type { Redis } from '../redis/open_redis.ts'
import type { Cache } from './cache.ts'

const KEY = 'parley:cache:'
/** A longer key is kept as its hash. */
const KEY_MAX = 200
const VALUE_BYTES_MAX = 1024 * 1024

/**
 * A cache that processes share. A value beyond `valueBytesMax` is not kept; Redis forgets by time, and by its own `maxmemory`. While Redis
 * is away every look is a miss: the log says so, and afterwards how many there were.
 */
export function createRedisCache({ redis, log, valueBytesMax = VALUE_BYTES_MAX }: { redis: Redis; log: Log; valueBytesMax?: number }): Cache {
  let missed = 0

  const tell = () => {
    if (missed > 0) log.info('cache-back', { missed })
    missed = 0
  }
  const stopListening = redis.onReconnected(tell)
  const attempt = async <T>(run: (client: RedisClient) => Promise<T>): Promise<T | null> => {
    try {
      const answer = await redis.commands.call(run)
      tell()
      return answer
    } catch (error) {
      if (missed++ === 0) log.warn('cache-away', { message: 'Redis is away: nothing is found in the cache', error })
      return null
    }
  }

  return {
    get: (key) => attempt((client) => client.get(toKey(key))),
    async set(key, value, { ttlMs }) {
      if (ttlMs <= 0 || Buffer.byteLength(value) > valueBytesMax) {
        await attempt((client) => client.del(toKey(key)))
        return
      }
      await attempt((client) => client.set(toKey(key), value, { expiration: { type: 'PX', value: Math.ceil(ttlMs) } }))
    },
    async close() {
      stopListening()
    },
  }
}

function toKey(key: string): string {
  return KEY + (key.length <= KEY_MAX ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`)
}
