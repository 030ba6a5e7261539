import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common'
import type { JobKind, JobOwner } from '../../domain/job.ts'
import { callTemporal } from './call.ts'
import { laneOf } from './lanes.ts'
import type { Temporal } from './open_temporal.ts'
import { toAttributes } from './search_attributes.ts'

const DAY_MS = 24 * 60 * 60_000

export interface StartRequest {
  readonly kind: JobKind
  /** The exported name of the workflow's function. */
  readonly workflow: string
  /** The key of the work: as long as a job with this id is under way or done, it is not started again; see `anew`. */
  readonly id: string
  /** Handed to the workflow as its one argument: plain data, without secrets, since Temporal keeps and shows it. */
  readonly input: unknown
  readonly owner: JobOwner
  /** What is wanted at this moment goes before what may wait, where the server knows priorities. */
  readonly urgency?: 'now' | 'later'
  /** Work that nobody took for so long is given up, ms. */
  readonly timeoutMs?: number
  /** What is done is done anew, for work whose books know themselves what there is to do. */
  readonly anew?: boolean
}

export interface StartedJob {
  readonly id: string
  /** False: it was there already, under way or done. */
  readonly started: boolean
}

/**
 * Starts a job in the lane of its owner's tier, or finds the one that has this id already; one that failed or was cancelled is started anew.
 * Throws DomainError `unavailable` while Temporal is away, `invalid-input` for what it refuses.
 */
export async function startWorkflow(temporal: Temporal, request: StartRequest): Promise<StartedJob> {
  const { kind, workflow, id, input, owner, urgency = 'now', timeoutMs = DAY_MS, anew = false } = request
  await temporal.prepared()
  const { workflow: client } = temporal.client
  try {
    const handle = await callTemporal(temporal, `start ${kind} "${id}"`, () => client.start(workflow, {
      workflowId: id,
      taskQueue: laneOf(owner.tier),
      args: [input],
      typedSearchAttributes: toAttributes(kind, owner),
      priority: { priorityKey: urgency === 'now' ? 2 : 4, fairnessKey: owner.userId.slice(0, 64) },
      workflowExecutionTimeout: timeoutMs,
      workflowIdReusePolicy: anew ? WorkflowIdReusePolicy.ALLOW_DUPLICATE : WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    }))
    return { id, started: true }
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { id, started: false }
    throw error
  }
}
