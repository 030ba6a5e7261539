import type { Viewer } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Job, JobKind } from '../../domain/job.ts'
import { cancelJob, retryJob } from '../../infra/temporal/change_job.ts'
import { listJobs } from '../../infra/temporal/list_jobs.ts'
import type { JobPage } from '../../infra/temporal/list_jobs.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { readJob } from '../../infra/temporal/read_job.ts'
import type { Log } from '../../infra/log.ts'

const PAGE = 20

type Asker = Pick<Viewer, 'accountId' | 'isAdmin'>

/** Long jobs, for who they belong to; administrators have everyone's. */
export interface JobsPort {
  /** False where there is no Temporal; all else then throws `unavailable`. */
  readonly available: boolean
  /**
   * @param options.everyone for administrators; throws `not-found` for others
   * @param options.kind all of this kind; without it all but cloned speech that ended well
   */
  list(asker: Asker, options?: { readonly everyone?: boolean; readonly kind?: JobKind | undefined; readonly cursor?: string | undefined }): Promise<JobPage>
  /** Each throws `not-found` for a job of somebody else. */
  read(asker: Asker, id: string): Promise<Job>
  cancel(asker: Asker, id: string): Promise<void>
  /** Throws `conflict` for a job that is under way or done. */
  retry(asker: Asker, id: string): Promise<void>
}

export interface JobsDeps {
  readonly temporal: Temporal | null
  readonly log: Log
  /** How work is tried again of which the books say that it ended: they have to say first that it goes on. Throws DomainError `not-found` where there is nothing left to do. */
  readonly again?: Partial<Readonly<Record<JobKind, (job: Job) => Promise<void>>>>
}

export function createJobs({ temporal, log, again = {} }: JobsDeps): JobsPort {
  const needed = (): Temporal => {
    if (!temporal) throw new DomainError('unavailable', 'Cannot look at jobs: this server has no Temporal')
    return temporal
  }
  const read = async ({ accountId, isAdmin }: Asker, id: string): Promise<Job> => {
    const job = await readJob(needed(), id)
    if (job.owner.userId !== accountId && !isAdmin) throw new DomainError('not-found', `Cannot read job "${id}": there is no such job`)
    return job
  }
  const tryAgain = async (job: Job): Promise<void> => {
    if (job.state !== 'failed' && job.state !== 'cancelled') throw new DomainError('conflict', `Cannot try job "${job.id}" again: it is ${job.state}`)
    try {
      if (again[job.kind]) return await again[job.kind]!(job)
    } catch (error) {
      // The work itself says what became of what is gone.
      if (!(error instanceof DomainError && error.code === 'not-found')) throw error
    }
    await retryJob(needed(), job)
  }
  return {
    available: temporal !== null,
    async list({ accountId, isAdmin }, { everyone = false, kind, cursor } = {}) {
      if (everyone && !isAdmin) throw new DomainError('not-found', 'Cannot list everyone\'s jobs: there is no such list')
      return listJobs(needed(), { userId: everyone ? undefined : accountId, kind, cursor, limit: PAGE })
    },
    read,
    async cancel(asker, id) {
      const job = await read(asker, id)
      await cancelJob(needed(), job)
      log.info('job-cancelled', { job: id, kind: job.kind, by: asker.accountId })
    },
    async retry(asker, id) {
      const job = await read(asker, id)
      await tryAgain(job)
      log.info('job-retried', { job: id, kind: job.kind, by: asker.accountId })
    },
  }
}
