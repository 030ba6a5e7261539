import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from '@temporalio/worker'
import type { CpuMeter } from '../infra/cpu/cpu_meter.ts'
import type { Log } from '../infra/log.ts'
import type { TemporalAddress } from '../infra/temporal/open_temporal.ts'
import { connectWorker } from './connect.ts'
import type { QueueWorker } from './worker.ts'

const AGAIN_MS = 2_000

/** Workers of this process. */
export interface Queues {
  /** Whether they take work at this moment. */
  readonly running: boolean
  /** Lets activities finish for a moment, hands the others over, and resolves when nothing runs. Idempotent. */
  close(): Promise<void>
}

/** Serves task queues in this process, from the moment that Temporal can be reached until it is closed; a worker that fails is made anew. */
export function runQueues(queues: readonly QueueWorker[], { at, log, meter = null }: { at: TemporalAddress; log: Log; meter?: CpuMeter | null }): Queues {
  const stopping = new AbortController()
  let workers: readonly Worker[] = []
  const serve = async () => {
    const [{ Worker }, { installRuntime }, { workerOptions }] = await Promise.all([import('@temporalio/worker'), import('./runtime.ts'), import('./worker.ts')])
    installRuntime(log)
    const connection = await connectWorker(at, { log, signal: stopping.signal })
    try {
      const options = { connection, namespace: at.namespace, log, meter }
      const made = await Promise.all(queues.map((queue) => Worker.create(workerOptions(queue, options))))
      workers = made
      // One that fails takes the others along, so that all are made anew.
      const ends = made.map((worker) => worker.run())
      if (stopping.signal.aborted) end(made)
      await Promise.race(ends).catch(() => {})
      end(made)
      await Promise.all(ends)
    } finally {
      workers = []
      await connection.close()
    }
  }
  const served = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await serve()
      } catch (error) {
        if (stopping.signal.aborted) return
        log.error('worker-failed', { queues: queues.map(({ taskQueue }) => taskQueue), error })
        await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  })()
  return {
    get running() {
      return workers.length > 0 && workers.every((worker) => worker.getState() === 'RUNNING')
    },
    async close() {
      stopping.abort()
      end(workers)
      await served
    },
  }
}

function end(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
}
