import { pathToFileURL } from 'node:url'
import process from 'node:process'
import { DIARIZATION_QUEUE } from '../domain/job.ts'
import { parseConfig } from '../infra/config.ts'
import { createCpuMeter } from '../infra/cpu/cpu_meter.ts'
import { createLog } from '../infra/log.ts'
import { stopOnSignal } from '../infra/stop_on_signal.ts'
import { LANES } from '../infra/temporal/lanes.ts'
import { clusterAddress } from '../infra/temporal/open_temporal.ts'
import { workflowBundle } from './bundle.ts'
import { openHeavy } from './heavy.ts'
import { runQueues } from './run_queues.ts'
import type { QueueWorker } from './worker.ts'

/** A process that works on long jobs: workflows and heavy activities of both lanes. Throws an Error that says what to do when it cannot start. */
export async function main(environment: Record<string, string | undefined>): Promise<void> {
  const config = parseConfig(environment)
  const { TEMPORAL_ADDRESS: address, JOBS_PREMIUM_AT_ONCE: premium, JOBS_AT_ONCE: others } = config
  if (address === undefined) throw new Error('A process for long jobs needs TEMPORAL_ADDRESS: the HOST:PORT of the Temporal that its jobs come from.')
  const log = createLog({ level: config.LOG_LEVEL, write: console.log }).with({ process: 'worker' })
  const closing: (() => Promise<void>)[] = []
  const stop = stopOnSignal({ closing, log })
  try {
    const bundle = await workflowBundle({ cacheFolder: config.PARLEY_CACHE, log })
    const heavy = await openHeavy({ config, log })
    closing.unshift(() => heavy.close())
    const slots = { [LANES.premium]: premium, [LANES.others]: others }
    const lanes: QueueWorker[] = Object.entries(slots).filter(([, count]) => count > 0).map(([taskQueue, count]) => ({ taskQueue, slots: count, activities: heavy.activities, bundle }))
    // Beside the lanes, and never more than one: it takes every core.
    const queues = lanes.length > 0 ? [...lanes, { taskQueue: DIARIZATION_QUEUE, slots: 1, activities: heavy.activities }] : []
    const running = runQueues(queues, { at: await clusterAddress(config, address), log, meter: createCpuMeter(cpuOfProcess) })
    closing.unshift(() => running.close())
    log.info('worker-started', { address, pid: process.pid, slots })
  } catch (error) {
    await stop()
    throw error
  }
}

/** Of all its threads, ms; programs that it starts have their own. */
function cpuOfProcess(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.env).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
}
