import type { ActivityOptions } from '@temporalio/workflow'
import { BOOKS_QUEUE } from '../domain/job.ts'

/**
 * Heavy work in a worker process. A worker that dies is noticed within ten seconds of its last heartbeat, and another one goes on where
 * that says; what hangs is ended and tried again. Failures that say that they will never work are not.
 */
export const LONG_WORK: ActivityOptions = Object.freeze({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: Object.freeze({ initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds', maximumAttempts: 6 }),
})

/** Short steps in the main process, which has database, bus and cache. They wait for as long as that is away, and are written so that twice is once. */
export const BOOKS: ActivityOptions = Object.freeze({
  taskQueue: BOOKS_QUEUE,
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '12 hours',
  retry: Object.freeze({ initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' }),
})
