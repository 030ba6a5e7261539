import type { Log } from '../log.ts'
import type { Redis } from '../redis/open_redis.ts'
import { createScript } from '../redis/script.ts'
import { createMemoryRateLimit } from './memory.ts'
import type { RateLimit } from './rate_limit.ts'
import { describeTaken } from './sliding_window.ts'

const KEY = 'parley:limit:'

/** `slide` of sliding_window.ts in one step for all processes, by the server's clock. */
const take = createScript(`
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local index = math.floor(now / window)
local elapsed = now - index * window
local kept = redis.call('HMGET', KEYS[1], 'index', 'current', 'previous')
local at, current, previous = tonumber(kept[1]), 0, 0
if at == index then
  current, previous = tonumber(kept[2]), tonumber(kept[3])
elseif at == index - 1 then
  previous = tonumber(kept[2])
end
local allowed = 0
if current + previous * (window - elapsed) / window + cost <= limit then
  allowed = 1
  current = current + cost
  redis.call('HSET', KEYS[1], 'index', string.format('%.0f', index), 'current', tostring(current), 'previous', tostring(previous))
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', 2 * window))
end
return { allowed, string.format('%.0f', index), string.format('%.0f', elapsed), tostring(current), tostring(previous) }
`)

/**
 * Counts shared by all processes. While Redis is away each process counts for itself, from what it heard last; the log says so once
 * an outage.
 */
export function createRedisRateLimit({ redis, log }: { redis: Redis; log: Log }): RateLimit {
  const own = createMemoryRateLimit()
  let alone = false

  return {
    async take(key, limit) {
      const { limit: most, windowMs, cost = 1 } = limit
      try {
        const answer = await redis.commands.call((client) => take(client, [`${KEY}${windowMs}:${key}`], [most, windowMs, cost]))
        const [allowed, index, elapsedMs, current, previous] = (answer as unknown[]).map(Number) as [number, number, number, number, number]
        const counts = { index, current, previous }
        own.adopt(key, limit, counts)
        alone = false
        return describeTaken(counts, { limit: most, windowMs, cost, allowed: allowed === 1, elapsedMs })
      } catch (error) {
        if (!alone) log.warn('rate-limit-alone', { message: 'Redis is away: this process counts for itself', error })
        alone = true
        return own.take(key, limit)
      }
    },
    close: () => own.close(),
  }
}
