import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client'
import { WorkflowFailedError } from '@temporalio/client'
import { ApplicationFailure, TimeoutFailure, defaultPayloadConverter } from '@temporalio/common'
import { DomainError } from '../../domain/errors.ts'
import type { Job, JobState, JobStatus } from '../../domain/job.ts'
import { callTemporal } from './call.ts'
import type { Temporal } from './open_temporal.ts'
import { ATTRIBUTES, fromAttributes } from './search_attributes.ts'

/** A worker that does not say within this how far it is counts as busy or away. */
const STATUS_MS = 1_500
/** Of an activity that a worker has taken (temporal.api.enums.v1.PendingActivityState). */
const STARTED = 2
const ENDS: Readonly<Record<string, JobState>> = { COMPLETED: 'done', FAILED: 'failed', TIMED_OUT: 'failed', CANCELLED: 'cancelled', TERMINATED: 'cancelled' }

type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number]

/** The latest try of a job. Throws DomainError `not-found` for no job of ours, `unavailable` while Temporal is away. */
export async function readJob(temporal: Temporal, id: string): Promise<Job> {
  const description = await callTemporal(temporal, `read job "${id}"`, () => temporal.client.workflow.getHandle(id).describe())
  const job = await completeJob(temporal, description, description.raw.pendingActivities ?? [])
  if (!job) throw new DomainError('not-found', `Cannot read job "${id}": there is no such job`)
  return job
}

/** A job out of a list of Temporal's; null for what is none of ours, and for a try that failed before another one. */
export async function jobOfInfo(temporal: Temporal, info: WorkflowExecutionInfo): Promise<Job | null> {
  if (!fromAttributes(info.typedSearchAttributes)) return null
  const { workflowId: id, runId, status } = info
  if (!(status.name in ENDS)) return readJob(temporal, id)
  if (ENDS[status.name] !== 'done' && (await callTemporal(temporal, `read job "${id}"`, () => temporal.client.workflow.getHandle(id).describe())).runId !== runId) return null
  return completeJob(temporal, info, [])
}

async function completeJob(temporal: Temporal, info: Omit<WorkflowExecutionInfo, 'raw'>, pending: readonly PendingActivity[]): Promise<Job | null> {
  const ours = fromAttributes(info.typedSearchAttributes)
  if (!ours) return null
  const { workflowId: id, runId } = info
  const base = { id, runId, ...ours, position: null, startedAtMs: info.startTime.getTime(), endedAtMs: info.closeTime?.getTime() ?? null }
  const ended = ENDS[info.status.name]
  if (ended) {
    const { result, cause } = await outcome(temporal, id, runId)
    return { ...base, state: ended, step: ended, progress: ended === 'done' ? 1 : 0, result, cause: cause ?? (info.status.name === 'TIMED_OUT' ? 'timeout' : null) }
  }
  const status = await askStatus(temporal, id)
  const taken = pending.find(({ state }) => state === STARTED)
  // Its work lies in the queue and nobody took it yet; what is tried again was taken before.
  const queued = !taken && (status === null || status.state === 'queued' || pending.some(({ attempt }) => (attempt ?? 1) <= 1))
  const { step = 'waiting', progress = 0, upTo = progress, cause = null } = status ?? {}
  return {
    ...base, step, cause, result: null,
    state: queued ? 'queued' : 'working',
    progress: progress + (upTo - progress) * (taken ? savedProgress(taken) : 0),
    position: queued ? await positionOf(temporal, info) : null,
  }
}

/** What a worker says; null when none does. */
async function askStatus(temporal: Temporal, id: string): Promise<JobStatus | null> {
  const ask = () => temporal.client.workflow.getHandle(id).query<JobStatus>('status')
  return temporal.client.withDeadline(Date.now() + STATUS_MS, ask).catch(() => null)
}

/** What an activity's last heartbeat says of its own progress, 0 to 1. */
function savedProgress({ heartbeatDetails }: PendingActivity): number {
  const [payload] = heartbeatDetails?.payloads ?? []
  if (!payload) return 0
  const { progress } = defaultPayloadConverter.fromPayload<{ progress?: unknown }>(payload) ?? {}
  return typeof progress === 'number' ? Math.min(1, Math.max(0, progress)) : 0
}

/** 1 for the oldest of its kind in its lane that is not over. */
async function positionOf(temporal: Temporal, { taskQueue, startTime, typedSearchAttributes }: Pick<WorkflowExecutionInfo, 'taskQueue' | 'startTime' | 'typedSearchAttributes'>): Promise<number | null> {
  const query = `TaskQueue = '${taskQueue}' AND ParleyKind = '${typedSearchAttributes.get(ATTRIBUTES.kind)}' AND ExecutionStatus = 'Running' AND StartTime < '${startTime.toISOString()}'`
  return callTemporal(temporal, 'count jobs', () => temporal.client.workflow.count(query)).then(({ count }) => count + 1, () => null)
}

async function outcome(temporal: Temporal, id: string, runId: string): Promise<{ result: unknown; cause: string | null }> {
  try {
    const result: unknown = await callTemporal(temporal, `read the result of job "${id}"`, () => temporal.client.workflow.getHandle(id, runId).result())
    return { result: result ?? null, cause: causeIn(result) }
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error
    return { result: null, cause: causeOf(error.cause) }
  }
}

/** What was done another way than asked for says why in its result. */
function causeIn(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return null
  const { cause, refusal } = result as { cause?: unknown; refusal?: unknown }
  return [cause, refusal].find((value): value is string => typeof value === 'string') ?? null
}

function causeOf(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof TimeoutFailure) return 'timeout'
    if (at instanceof ApplicationFailure && at.type) return at.type
  }
  return null
}
