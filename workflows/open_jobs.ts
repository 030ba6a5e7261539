import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { BOOKS_QUEUE } from '../domain/job.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import { keepRunning } from '../infra/keep_running.ts'
import type { Log } from '../infra/log.ts'
import { noMetrics } from '../infra/metrics/metrics.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'
import { openDevServer } from '../infra/temporal/dev_server.ts'
import { clusterAddress, openTemporal } from '../infra/temporal/open_temporal.ts'
import type { Temporal } from '../infra/temporal/open_temporal.ts'
import { countActivities } from './count_activities.ts'
import { runQueues } from './run_queues.ts'
import type { Activities } from './worker.ts'

const WORKER = fileURLToPath(new URL('main.ts', import.meta.url))
const BOOKS_AT_ONCE = 8

/** Long jobs as the main process has them. */
export interface Jobs {
  /** Null where there is no Temporal: what is long is then not to be had, and the rest works. */
  readonly temporal: Temporal | null
  /** Temporal's own pages, or null. */
  readonly uiUrl: string | null
  /** Runs the activities that need database, bus or cache. Call it once. */
  serveBooks(activities: Activities): void
  /** What works now; empty without Temporal. */
  ready(): Promise<Record<string, boolean>>
  close(): Promise<void>
}

export interface JobsOptions {
  readonly config: Config
  /** Handed on to the worker process. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Hears what the activities of our worker took. */
  readonly metrics?: Metrics
  readonly clock: Clock
  readonly log: Log
}

/** Finds or starts Temporal, and starts a worker process unless others work. Never waits for either. */
export async function openJobs({ config, environment, metrics = noMetrics, clock, log }: JobsOptions): Promise<Jobs> {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_BIN: bin, TEMPORAL_NAMESPACE: namespace } = config
  if (address === undefined && bin === undefined) {
    log.warn('jobs-unavailable', { reason: 'there is no Temporal', action: 'set TEMPORAL_ADDRESS, or install the temporal program and start again; meetings work without' })
    return { temporal: null, uiUrl: null, serveBooks() {}, ready: async () => ({}), async close() {} }
  }
  if (address === undefined && (config.DATABASE_URL !== undefined || config.REDIS_URL !== undefined)) {
    log.warn('jobs-not-shared', { reason: 'other servers may share the database, and Temporal is of this one alone', action: 'set TEMPORAL_ADDRESS to one Temporal for all servers over a database; a server that is the only one needs none' })
  }
  const server = address === undefined ? await openDevServer({ bin: bin!, folder: config.PARLEY_DATA, namespace, clock, log }) : null
  const at = server?.at ?? await clusterAddress(config, address!)
  const temporal = openTemporal(at, { log })
  const worker = config.JOBS_PREMIUM_AT_ONCE + config.JOBS_AT_ONCE > 0
    ? keepRunning({
      name: 'worker',
      command: process.execPath,
      args: ['--import', import.meta.resolve('tsx'), WORKER],
      // Where it writes is where we do, whatever folder it runs in.
      env: { ...environment, TEMPORAL_ADDRESS: at.address, PARLEY_DATA: config.PARLEY_DATA, PARLEY_CACHE: config.PARLEY_CACHE },
      cwd: dirname(dirname(WORKER)),
      onLine: countActivities({ metrics, write: console.log }),
    }, { clock, log })
    : null
  let books: ReturnType<typeof runQueues> | null = null
  return {
    temporal,
    uiUrl: config.TEMPORAL_UI_URL ?? server?.uiUrl ?? null,
    serveBooks(activities) {
      if (Object.keys(activities).length > 0) books = runQueues([{ taskQueue: BOOKS_QUEUE, activities, slots: BOOKS_AT_ONCE }], { at, log })
    },
    async ready() {
      return { temporal: await temporal.ready(), ...(worker ? { worker: worker.running } : {}), ...(books ? { books: books.running } : {}) }
    },
    async close() {
      await Promise.all([books?.close(), worker?.close()])
      await temporal.close()
      await server?.close()
    },
  }
}
