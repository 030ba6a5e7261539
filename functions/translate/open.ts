import { createMemoryCache } from '../../infra/cache/memory.ts'
import { createRedisCache } from '../../infra/cache/redis.ts'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import { openRedis } from '../../infra/redis/open_redis.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { createTranslateApp } from './app.ts'

/**
 * The translate function with every engine that the configuration allows; what was translated once is shared over Redis where there is one.
 * Throws DomainError `model-unavailable`.
 */
export async function openTranslate({ config, store, log }: { config: Config; store: ModelStore; log: Log }) {
  const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey } = config
  const redis = config.REDIS_URL ? await openRedis({ url: config.REDIS_URL, log }) : null
  const cache = redis ? createRedisCache({ redis, log }) : createMemoryCache()
  const translator = await openTranslator({ store, cache, log, libreTranslate: url ? { url, apiKey } : null }).catch(async (error: unknown) => {
    await redis?.close()
    throw error
  })
  return {
    app: createTranslateApp({ translator, log }),
    async close() {
      await translator.close()
      await cache.close()
      await redis?.close()
    },
  }
}
