import { NativeConnection, Worker } from '@temporalio/worker'
import { DIARIZATION_QUEUE } from '../domain/job.ts'
import { readConfig } from '../infra/config.ts'
import { silentLog } from '../infra/log.ts'
import { LANES } from '../infra/temporal/lanes.ts'
import { workflowBundle } from './bundle.ts'
import { installRuntime } from './runtime.ts'
import { workerOptions } from './worker.ts'
import type { Activities } from './worker.ts'

// A worker in a process of its own, for tests that kill it: ADDRESS NAMESPACE WORKFLOWS ACTIVITIES, two modules' paths; see testing_kill.ts.
const [address, namespace, workflowsPath, activitiesPath] = process.argv.slice(2) as [string, string, string, string]
installRuntime(silentLog)
const { activities } = await import(activitiesPath) as { activities: Activities }
const bundle = await workflowBundle({ cacheFolder: readConfig().PARLEY_CACHE, workflowsPath, log: silentLog })
const connection = await NativeConnection.connect({ address })
const queues = [...Object.values(LANES).map((taskQueue) => ({ taskQueue, bundle })), ...(activities.tellApart ? [{ taskQueue: DIARIZATION_QUEUE }] : [])]
const workers = await Promise.all(queues.map((queue) =>
  Worker.create(workerOptions({ activities, slots: 1, ...queue }, { connection, namespace, log: silentLog }))))
console.log('ready')
await Promise.all(workers.map((worker) => worker.run()))
