import type { Viewer } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
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
  /** @param options.everyone for administrators; throws `not-found` for others */
  list(asker: Asker, options?: { readonly everyone?: boolean; readonly beforeMs?: number | undefined }): Promise<JobPage>
  /** Each throws `not-found` for a job of somebody else. */
  read(asker: Asker, id: string): Promise<Job>
  cancel(asker: Asker, id: string): Promise<void>
  /** Throws `conflict` for a job that is under way or done. */
  retry(asker: Asker, id: string): Promise<void>
}

export function createJobs({ temporal, log }: { temporal: Temporal | null; log: Log }): JobsPort {
  const needed = (): Temporal => {
    if (!temporal) throw new DomainError('unavailable', 'Cannot look at jobs: this server has no Temporal')
    return temporal
  }
  const read = async ({ accountId, isAdmin }: Asker, id: string): Promise<Job> => {
    const job = await readJob(needed(), id)
    if (job.owner.userId !== accountId && !isAdmin) throw new DomainError('not-found', `Cannot read job "${id}": there is no such job`)
    return job
  }
  return {
    available: temporal !== null,
    async list({ accountId, isAdmin }, { everyone = false, beforeMs } = {}) {
      if (everyone && !isAdmin) throw new DomainError('not-found', 'Cannot list everyone\'s jobs: there is no such list')
      return listJobs(needed(), { userId: everyone ? undefined : accountId, beforeMs, limit: PAGE })
    },
    read,
    async cancel(asker, id) {
      const job = await read(asker, id)
      await cancelJob(needed(), job)
      log.info('job-cancelled', { job: id, kind: job.kind, by: asker.accountId })
    },
    async retry(asker, id) {
      const job = await read(asker, id)
      await retryJob(needed(), job)
      log.info('job-retried', { job: id, kind: job.kind, by: asker.accountId })
    },
  }
}
