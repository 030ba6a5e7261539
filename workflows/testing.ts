import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { BOOKS_QUEUE, DIARIZATION_QUEUE } from '../domain/job.ts'
import { readConfig } from '../infra/config.ts'
import { LANES } from '../infra/temporal/lanes.ts'
import { isExecutable, keptCli, keptTestServer } from '../infra/temporal/cli.ts'
import { DEV_SETTINGS } from '../infra/temporal/dev_server.ts'
import { openTemporal } from '../infra/temporal/open_temporal.ts'
import type { Temporal } from '../infra/temporal/open_temporal.ts'
import { ATTRIBUTES } from '../infra/temporal/search_attributes.ts'
import type { Log } from '../infra/log.ts'
import { silentLog } from '../infra/log.ts'
import { plainHistory } from './_plain_history.ts'
import { startTestServer } from './_test_server.ts'
import type { TestServer } from './_test_server.ts'
import { workflowBundle } from './bundle.ts'
import { installRuntime } from './runtime.ts'
import { workerOptions } from './worker.ts'
import type { Activities } from './worker.ts'

const CHECKOUT = dirname(dirname(fileURLToPath(import.meta.url)))

export interface TestWorkers {
  /** Heavy activities, on both lanes. */
  readonly activities?: Activities
  readonly books?: Activities
  /** Activities at once on each lane. */
  readonly slots?: number
}

/** A Temporal of a test file's own. */
export interface WorkflowTests {
  readonly env: TestWorkflowEnvironment
  /** As the product has it: `startWorkflow(tests.temporal, …)`. With skipped time, wait for results by `env.client`. */
  readonly temporal: Temporal
  /** Runs `work` while workers serve the lanes and the books; they are drained afterwards. */
  withWorkers<T>(workers: TestWorkers, work: () => Promise<T>): Promise<T>
  /** Replays every recorded history of the folder with the workflows of today. Rejects with the first that they would not have made. */
  replay(historiesFolder: string): Promise<number>
  /** Keeps the history of a job that is over for `replay`, without the names of this machine: for a scratch script, when a workflow's steps are new. */
  record(jobId: string, file: string): Promise<void>
  close(): Promise<void>
}

export interface WorkflowTestsOptions {
  /** The module that exports the workflows; the product's by default. */
  readonly workflowsPath?: string
  /** Timers pass at once; such a server knows no search attributes to list by and no priorities. */
  readonly timeSkipping?: boolean
  readonly log?: Log
}

/**
 * Opens Temporal for a test file: once for all its tests. Throws an Error that says what to do where its programs are not here.
 */
export async function openWorkflowTests({ workflowsPath, timeSkipping = false, log = silentLog }: WorkflowTestsOptions = {}): Promise<WorkflowTests> {
  installRuntime(log)
  const { PARLEY_CACHE: cacheFolder, TEMPORAL_BIN } = readConfig()
  const path = timeSkipping ? keptTestServer(cacheFolder) : TEMPORAL_BIN ?? keptCli(cacheFolder)
  if (!await isExecutable(path)) throw new Error(`There is no Temporal for tests at "${path}": "npm test" puts it there`)
  const server = timeSkipping ? await startTestServer(path) : null
  const [bundle, env] = await Promise.all([
    workflowBundle({ cacheFolder, workflowsPath, log }),
    server
      ? useTestServer(server)
      : TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path }, ip: '127.0.0.1', searchAttributes: Object.values(ATTRIBUTES), log: { format: 'pretty', level: 'error' }, extraArgs: [...DEV_SETTINGS] } }),
  ]).catch(async (error: unknown) => {
    await server?.close()
    throw error
  })
  const namespace = env.namespace ?? 'default'
  const temporal = openTemporal({ address: env.address, namespace }, { log })
  const worker = (taskQueue: string, activities: Activities, slots: number, workflows: boolean) =>
    Worker.create(workerOptions({ taskQueue, activities, slots, bundle: workflows ? bundle : undefined }, { connection: env.nativeConnection, namespace, log }))

  return {
    env,
    temporal,
    async withWorkers({ activities = {}, books = {}, slots = 2 }, work) {
      const workers = await Promise.all([
        ...Object.values(LANES).map((lane) => worker(lane, activities, slots, true)),
        ...(activities.tellApart ? [worker(DIARIZATION_QUEUE, activities, 1, false)] : []),
        ...(Object.keys(books).length > 0 ? [worker(BOOKS_QUEUE, books, 4, false)] : []),
      ])
      return runWhile(workers, work)
    },
    async replay(folder) {
      const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
      for (const file of files) {
        await Worker.runReplayHistory({ workflowBundle: bundle }, JSON.parse(await readFile(join(folder, file), 'utf8')))
      }
      return files.length
    },
    async record(jobId, file) {
      const history = await temporal.client.workflow.getHandle(jobId).fetchHistory()
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, `${JSON.stringify(plainHistory(JSON.parse(historyToJSON(history)), { host: hostname(), folder: CHECKOUT }))}\n`)
    },
    async close() {
      await temporal.close()
      await env.teardown()
      await server?.close()
    },
  }
}

/** The SDK takes no server that runs already, unless it has begun a program for it: that one sleeps, for as many seconds as the port says. */
function useTestServer({ port }: TestServer): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({ server: { port, executable: { type: 'existing-path', path: '/bin/sleep' } } })
}

async function runWhile<T>(workers: readonly Worker[], work: () => Promise<T>): Promise<T> {
  const running = Promise.all(workers.map((worker) => worker.run()))
  try {
    // A worker that fails ends the wait for its work.
    return await Promise.race([work(), running.then(() => Promise.reject(new Error('The workers ended before the work')))])
  } finally {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
    await running
  }
}
