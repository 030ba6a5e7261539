import { JOB_KINDS } from '../../domain/job.ts'
import type { JobKind } from '../../domain/job.ts'
import { callTemporal } from './call.ts'
import { LANES } from './lanes.ts'
import type { Lane } from './lanes.ts'
import type { Temporal } from './open_temporal.ts'

const ACTIVITY_QUEUE = 2
/** A worker asks for work at least once a minute. */
const SEEN_MS = 90_000
const STATES = { Running: 'running', Completed: 'done', Failed: 'failed', TimedOut: 'failed', Canceled: 'cancelled', Terminated: 'cancelled' } as const

/** Where a job is, for counting. */
export type CountedState = (typeof STATES)[keyof typeof STATES]

/** How many jobs Temporal keeps, by kind and state. Throws DomainError `unavailable` while it is away. */
export async function countJobs(temporal: Temporal): Promise<{ kind: JobKind; state: CountedState; value: number }[]> {
  const counted = await Promise.all(JOB_KINDS.map(async (kind) => {
    const { groups } = await callTemporal(temporal, 'count jobs', () => temporal.client.workflow.count(`ParleyKind = '${kind}' GROUP BY ExecutionStatus`))
    const byState: Record<CountedState, number> = { running: 0, done: 0, failed: 0, cancelled: 0 }
    for (const { count, groupValues: [status] } of groups) {
      const state = STATES[String(status) as keyof typeof STATES]
      if (state) byState[state] += count
    }
    return Object.entries(byState).map(([state, value]) => ({ kind, state: state as CountedState, value }))
  }))
  return counted.flat()
}

/** How many workers asked for work lately, by lane. Throws DomainError `unavailable` while Temporal is away. */
export async function countWorkers(temporal: Temporal): Promise<{ lane: keyof typeof LANES; value: number }[]> {
  const lanes = Object.entries(LANES) as [keyof typeof LANES, Lane][]
  return Promise.all(lanes.map(async ([lane, name]) => {
    const { pollers } = await callTemporal(temporal, 'look for workers', () => temporal.client.workflowService.describeTaskQueue({
      namespace: temporal.at.namespace, taskQueue: { name }, taskQueueType: ACTIVITY_QUEUE,
    }))
    const since = Date.now() - SEEN_MS
    return { lane, value: (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since).length }
  }))
}
