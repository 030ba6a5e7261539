import type { Client, WorkflowExecutionInfo } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { Job, JobKind } from '../../domain/job.ts'
import { JOB_KINDS } from '../../domain/job.ts'
import { DeadlineError, withDeadline } from '../deadline.ts'
import { callTemporal } from './call.ts'
import type { Temporal } from './open_temporal.ts'
import { jobOfInfo } from './read_job.ts'

/** A page that looks again by itself says sooner that nothing answers. */
const ANSWER_MS = 3_000
/** Ids of accounts are of this kind; a query takes nothing else. */
const ID = /^[\w-]{1,100}$/
/** Later moments have no text that Temporal reads. */
const YEAR_MAX = 9999
/** Where a page ends: the moment before which its next job began, or ended. */
const CURSOR = /^(begun|ended)-(\d{1,15})$/
const SPEECH: JobKind = 'cloned-speech'
/** A meeting has hundreds of these: those that ended well would push everything else off the page. */
const UNLESS_SPOKEN = `(ParleyKind != '${SPEECH}' OR ExecutionStatus != 'Completed')`

export interface JobPage {
  /** Those that are not over, the latest begun first; then those that are, the latest ended first. */
  readonly jobs: readonly Job[]
  /** Hand it in as `cursor` for what comes after; null: that is all. */
  readonly next: string | null
}

export interface ListOptions {
  readonly userId?: string | undefined
  readonly kind?: JobKind | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * Jobs, for as long as Temporal keeps them. Throws DomainError `unavailable` while it is away, or does not answer within a second.
 * @param options.userId of one person; of everyone without it
 * @param options.kind all of this kind; without it all jobs but cloned speech that ended well
 * @param options.cursor of the page before; throws `invalid-input` for one that this did not make
 * @param options.limit a page has as many at most
 */
export async function listJobs(temporal: Temporal, { userId, kind, cursor, limit }: ListOptions): Promise<JobPage> {
  if (userId !== undefined && !ID.test(userId)) throw new DomainError('invalid-input', 'Cannot list jobs: the account has an id that none has')
  const query = [
    `ParleyKind IN (${(kind === undefined ? JOB_KINDS : [kind]).map((one) => `'${one}'`).join(', ')})`,
    ...(kind === undefined ? [UNLESS_SPOKEN] : []),
    ...(userId === undefined ? [] : [`ParleyUser = '${userId}'`]),
    // A workflow that began anew goes on in the run that has its place in the list.
    `ExecutionStatus != 'ContinuedAsNew'`,
    ...(cursor === undefined ? [] : [after(cursor)]),
  ].join(' AND ')
  const list = async () => {
    await temporal.prepared()
    return callTemporal(temporal, 'list jobs', async () => {
      for (let most = limit + 1;; most *= 2) {
        const first = await firstOf(temporal.client, query, most)
        // Cursors count milliseconds: the jobs of one are on one page, however many they are.
        if (first.length < most || cursorOf(first[0]!) !== cursorOf(first.at(-1)!)) return first
      }
    })
  }
  const infos = await withDeadline(ANSWER_MS, [], list).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error
    throw new DomainError('unavailable', `Cannot list jobs: Temporal at ${temporal.at.address} answered nothing in time`, { cause: error })
  })
  const full = infos[limit] && cursorOf(infos[limit]) === cursorOf(infos[0]!) ? infos.find((info) => cursorOf(info) !== cursorOf(infos[0]!)) : infos[limit]
  const next = full && cursorOf(full)
  const shown = infos.slice(0, full ? infos.findIndex((info) => cursorOf(info) === next) : undefined)
  // One that is over in between is read as it is then; one that Temporal no longer keeps is left out.
  const jobs = await Promise.all(shown.map((info) => jobOfInfo(temporal, info).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return null
    throw error
  })))
  const seen = new Set<string>()
  return {
    jobs: jobs.filter((job): job is Job => job !== null && !seen.has(job.id) && Boolean(seen.add(job.id))),
    next: next ?? null,
  }
}

/** Temporal's own order is by the end, and by the beginning where there is none; it cannot be asked for another everywhere. */
function cursorOf({ startTime, closeTime }: Pick<WorkflowExecutionInfo, 'startTime' | 'closeTime'>): string {
  return closeTime ? `ended-${closeTime.getTime() + 1}` : `begun-${startTime.getTime() + 1}`
}

function after(cursor: string): string {
  const [, end, ms] = CURSOR.exec(cursor) ?? []
  const before = new Date(Number(ms))
  if (Number.isNaN(before.getTime()) || before.getUTCFullYear() > YEAR_MAX) throw new DomainError('invalid-input', 'Cannot list jobs: the cursor is none of ours')
  return end === 'ended' ? `CloseTime < '${before.toISOString()}'` : `(ExecutionStatus != 'Running' OR StartTime < '${before.toISOString()}')`
}

async function firstOf(client: Client, query: string, count: number): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = []
  for await (const info of client.workflow.list({ query, pageSize: count })) {
    found.push(info)
    if (found.length === count) break
  }
  return found
}
