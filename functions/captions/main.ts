import { systemClock as clock } from '../../infra/clock.ts'
import { readConfig } from '../../infra/config.ts'
import { createLog } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import { openStores } from '../../infra/open_stores.ts'
import { openStageCosts } from '../analytics/stage_costs.ts'
import { endUnderDeno } from '../mesh/end_under_deno.ts'
import { requiredMeshKey, serveAlone } from '../mesh/serve_alone.ts'
import { openCaptions, requireShared } from './open.ts'

// `node --import tsx functions/serve.ts captions`, or `deno serve -A functions/captions/main.ts`.
const config = readConfig()
const log = createLog({ level: config.LOG_LEVEL, write: console.log }, { process: 'captions' })
const prometheus = openPrometheus({ log })
requireShared(config)
const key = requiredMeshKey(config)
const stores = await openStores({ config, clock, log })
const costs = openStageCosts({ db: stores.database.db, metrics: prometheus.metrics, clock, log })
const opened = await openCaptions({ config, stores, metrics: costs.metrics, clock, log })

export default serveAlone(opened.app, { key, prometheus, metricsToken: config.METRICS_TOKEN, log })

/** Finishes what is at work, and leaves the rest to others. */
export async function close(): Promise<void> {
  await opened.close()
  await costs.close()
  await stores.close()
}

endUnderDeno(close)
