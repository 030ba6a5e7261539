import { defaultPayloadConverter } from '@temporalio/common'
import { DomainError } from '../../domain/errors.ts'
import { isOver } from '../../domain/job.ts'
import type { Job } from '../../domain/job.ts'
import { callTemporal } from './call.ts'
import type { Temporal } from './open_temporal.ts'
import { startWorkflow } from './start_workflow.ts'

/** Asks a job to stop; it tidies up and is `cancelled` a moment later. Nothing happens to one that is over. */
export async function cancelJob(temporal: Temporal, job: Job): Promise<void> {
  if (isOver(job)) return
  await callTemporal(temporal, `cancel job "${job.id}"`, () => temporal.client.workflow.getHandle(job.id).cancel())
}

/** Starts a job that failed or was cancelled once more, with what it was given then. Throws DomainError `conflict` for any other. */
export async function retryJob(temporal: Temporal, job: Job): Promise<void> {
  const { id, runId, kind, owner, state } = job
  if (state !== 'failed' && state !== 'cancelled') throw new DomainError('conflict', `Cannot try job "${id}" again: it is ${state}`)
  const history = await callTemporal(temporal, `read how job "${id}" began`, () => temporal.client.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.at.namespace, execution: { workflowId: id, runId }, maximumPageSize: 1,
  }))
  const began = history.history?.events?.[0]?.workflowExecutionStartedEventAttributes
  const workflow = began?.workflowType?.name
  const [input] = began?.input?.payloads ?? []
  if (!workflow) throw new DomainError('not-found', `Cannot try job "${id}" again: how it began is no longer kept`)
  await startWorkflow(temporal, { kind, workflow, id, owner, input: input ? defaultPayloadConverter.fromPayload(input) : undefined })
}
