import type { Client, WorkflowExecutionInfo } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
import { JOB_KINDS } from '../../domain/job.ts'
import { DeadlineError, withDeadline } from '../deadline.ts'
import { callTemporal } from './call.ts'
import type { Temporal } from './open_temporal.ts'
import { jobOfInfo } from './read_job.ts'

/** A page that looks again by itself says sooner that nothing answers. */
const ANSWER_MS = 1_000
/** Ids of accounts are of this kind; a query takes nothing else. */
const ID = /^[\w-]{1,100}$/

export interface JobPage {
  /** The latest first. */
  readonly jobs: readonly Job[]
  /** Hand it in as `beforeMs` for what comes after; null: that is all. */
  readonly moreBeforeMs: number | null
}

/**
 * Jobs, the latest first, for as long as Temporal keeps them. Throws DomainError `unavailable` while it is away, or does not answer within a second.
 * @param options.userId of one person; of everyone without it
 */
export async function listJobs(temporal: Temporal, { userId, beforeMs, limit }: { userId?: string | undefined; beforeMs?: number | undefined; limit: number }): Promise<JobPage> {
  if (userId !== undefined && !ID.test(userId)) throw new DomainError('invalid-input', 'Cannot list jobs: the account has an id that none has')
  const query = [
    userId === undefined ? `ParleyKind IN (${JOB_KINDS.map((kind) => `'${kind}'`).join(', ')})` : `ParleyUser = '${userId}'`,
    // A workflow that began anew goes on in the run that has its place in the list.
    `ExecutionStatus != 'ContinuedAsNew'`,
    ...(beforeMs === undefined ? [] : [`StartTime < '${new Date(beforeMs).toISOString()}'`]),
  ].join(' AND ')
  const list = async () => {
    await temporal.prepared()
    return callTemporal(temporal, 'list jobs', () => firstOf(temporal.client, query, limit + 1))
  }
  const infos = await withDeadline(ANSWER_MS, [], list).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error
    throw new DomainError('unavailable', `Cannot list jobs: Temporal at ${temporal.at.address} answered nothing in time`, { cause: error })
  })
  const shown = infos.slice(0, limit)
  // One that is over in between is read as it is then; one that Temporal no longer keeps is left out.
  const jobs = await Promise.all(shown.map((info) => jobOfInfo(temporal, info).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return null
    throw error
  })))
  const seen = new Set<string>()
  return {
    jobs: jobs.filter((job): job is Job => job !== null && !seen.has(job.id) && Boolean(seen.add(job.id))),
    moreBeforeMs: infos.length > limit ? shown.at(-1)!.startTime.getTime() : null,
  }
}

async function firstOf(client: Client, query: string, count: number): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = []
  for await (const info of client.workflow.list({ query, pageSize: count })) {
    found.push(info)
    if (found.length === count) break
  }
  return found
}
