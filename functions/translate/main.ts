import { createRedisCache } from '../../infra/cache/redis.ts'
import { readConfig } from '../../infra/config.ts'
import { createLog } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import { openRedis } from '../../infra/redis/open_redis.ts'
import { createModelStore } from '../../models/store/store.ts'
import { endUnderDeno } from '../mesh/end_under_deno.ts'
import { requiredMeshKey, serveAlone } from '../mesh/serve_alone.ts'
import { openTranslate } from './open.ts'

// `node --import tsx functions/serve.ts translate`, or `deno serve -A functions/translate/main.ts`.
const config = readConfig()
const log = createLog({ level: config.LOG_LEVEL, write: console.log }, { process: 'translate' })
const prometheus = openPrometheus({ log })
const { metrics } = prometheus
const key = requiredMeshKey(config)
const store = createModelStore({ cacheFolder: config.PARLEY_CACHE, models: config.PARLEY_MODELS, hubUrl: config.HF_ENDPOINT, hubToken: config.HF_TOKEN, log })
const redis = config.REDIS_URL ? await openRedis({ url: config.REDIS_URL, log }) : null
const cache = redis && createRedisCache({ redis, log })
const opened = await openTranslate({ config, store, cache, log, metrics }).catch(async (error: unknown) => {
  await redis?.close()
  throw error
})

export default serveAlone(opened.app, { key, prometheus, metricsToken: config.METRICS_TOKEN, log })

/** Ends the threads of the models. */
export async function close(): Promise<void> {
  await opened.close()
  await cache?.close()
  await redis?.close()
}

endUnderDeno(close)
