import { WorkflowIdReusePolicy } from '@temporalio/common'
import type { SignalDefinition } from '@temporalio/common'
import { callTemporal } from './call.ts'
import { laneOf } from './lanes.ts'
import type { Temporal } from './open_temporal.ts'
import { toAttributes } from './search_attributes.ts'
import type { StartRequest } from './start_workflow.ts'

export interface SignalRequest<Value> extends Omit<StartRequest, 'urgency'> {
  readonly signal: SignalDefinition<[Value]> | string
  /** Plain data, without secrets. */
  readonly value: Value
}

const DAY_MS = 24 * 60 * 60_000

/**
 * Hands something to a job that is under way, and starts the job if it is not: together, so that nothing falls between the two.
 * Throws DomainError `unavailable` while Temporal is away, `invalid-input` for what it refuses.
 */
export async function signalWorkflow<Value>(temporal: Temporal, { kind, workflow, id, input, owner, signal, value, timeoutMs = DAY_MS }: SignalRequest<Value>): Promise<void> {
  await temporal.prepared()
  await callTemporal(temporal, `hand something to ${kind} "${id}"`, () => temporal.client.workflow.signalWithStart(workflow, {
    workflowId: id,
    taskQueue: laneOf(owner.tier),
    args: [input],
    signal,
    signalArgs: [value],
    typedSearchAttributes: toAttributes(kind, owner),
    priority: { priorityKey: 2, fairnessKey: owner.userId.slice(0, 64) },
    workflowExecutionTimeout: timeoutMs,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
  }))
}
