import { activityInfo } from '@temporalio/activity'
import { CancelledFailure } from '@temporalio/common'
import type { ActivityInterceptors, NativeConnection, WorkerOptions } from '@temporalio/worker'
import type { CpuMeter } from '../infra/cpu/cpu_meter.ts'
import type { Log } from '../infra/log.ts'
import { toFailure } from './failures.ts'

/** A worker that is asked to stop has this long to finish its activities; then they are cancelled and another worker goes on. */
const GRACE_MS = 1_500
const FORCE_MS = 3_500

export type Activities = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

export interface QueueWorker {
  readonly taskQueue: string
  readonly activities: Activities
  /** Activities at once. */
  readonly slots: number
  /** Without it the worker runs activities alone. */
  readonly bundle?: { readonly code: string } | undefined
}

export interface QueueOptions {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly log: Log
  /** Of the process, where it does nothing but activities. */
  readonly meter?: CpuMeter | null
}

/** The options of one worker on one task queue, the same in the product and in tests. */
export function workerOptions({ taskQueue, activities, slots, bundle }: QueueWorker, { connection, namespace, log, meter = null }: QueueOptions): WorkerOptions {
  return {
    connection, namespace, taskQueue,
    activities: activities as object,
    ...(bundle ? { workflowBundle: bundle } : {}),
    maxConcurrentActivityTaskExecutions: slots,
    maxConcurrentWorkflowTaskExecutions: 16,
    maxCachedWorkflows: 100,
    workflowThreadPoolSize: 1,
    // What an activity saved stands after a second at most, so that its next try does no more than that again.
    maxHeartbeatThrottleInterval: 1_000,
    defaultHeartbeatThrottleInterval: 1_000,
    shutdownGraceTime: GRACE_MS,
    shutdownForceTime: FORCE_MS,
    interceptors: { activity: [() => watchActivities(log, meter)] },
  }
}

/** Makes failures of errors in one place, and writes one line an activity. */
function watchActivities(log: Log, meter: CpuMeter | null): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const { activityType: activity, workflowExecution, attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo()
        const began = Date.now()
        const spent = meter?.begin()
        const tell = (outcome: string, fields: object = {}) => log.info('activity', {
          activity, job: workflowExecution?.workflowId, attempt, outcome,
          queueMs: Math.max(0, began - (currentAttemptScheduledTimestampMs ?? scheduledTimestampMs)), tookMs: Date.now() - began, ...(spent && { cpuMs: Math.round(spent()) }), ...fields,
        })
        try {
          const result = await next(input)
          tell('done')
          return result
        } catch (error) {
          if (error instanceof CancelledFailure) tell('cancelled')
          else tell('failed', { error })
          throw toFailure(error)
        }
      },
    },
  }
}
