import { readConfig } from '../../infra/config.ts'
import { createLog } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import { createModelStore } from '../../models/store/store.ts'
import { endUnderDeno } from '../mesh/end_under_deno.ts'
import { requiredMeshKey, serveAlone } from '../mesh/serve_alone.ts'
import { openSpeak } from './open.ts'

// `node --import tsx functions/serve.ts speak`, or `deno serve -A functions/speak/main.ts`.
const config = readConfig()
const log = createLog({ level: config.LOG_LEVEL, write: console.log }, { process: 'speak' })
const prometheus = openPrometheus({ log })
const { metrics } = prometheus
const key = requiredMeshKey(config)
const store = createModelStore({ cacheFolder: config.PARLEY_CACHE, models: config.PARLEY_MODELS, hubUrl: config.HF_ENDPOINT, hubToken: config.HF_TOKEN, log })
const opened = await openSpeak({ config, store, log, metrics })

export default serveAlone(opened.app, { key, prometheus, metricsToken: config.METRICS_TOKEN, log })

/** Ends the threads of the voices. */
export async function close(): Promise<void> {
  await opened.close()
}

endUnderDeno(close)
