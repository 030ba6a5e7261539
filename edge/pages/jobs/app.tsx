import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../../../domain/errors.ts'
import type { Job, JobKind } from '../../../domain/job.ts'
import { isJobKind } from '../../../domain/job.ts'
import type { JobsPort } from '../../../functions/jobs/jobs.ts'
import { nameJobs } from '../../../functions/jobs/name_jobs.ts'
import type { Db } from '../../../infra/db/db.ts'
import { routes } from '../../../views/mod.ts'
import { JobList, JobsPage } from '../../../views/pages/jobs/mod.ts'
import type { PageTools } from '../../open_administration.tsx'

const FORM_MAX_BYTES = 1024

export interface JobPagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly jobs: JobsPort
  readonly db: Db
  /** Temporal's own pages and the namespace that jobs are in; null where nobody may see them. */
  readonly temporalUi: { readonly url: string; readonly namespace: string } | null
}

/** `/jobs`, for who is signed in, and everyone's for administrators: every form works without a script (303 after POST). */
export function createJobPagesApp({ jobs, db, temporalUi, accounts, messages, assetUrl }: JobPagesDeps) {
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })
  const temporalPage = temporalUi && (({ id, runId }: Job) =>
    `${temporalUi.url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(temporalUi.namespace)}/workflows/${encodeURIComponent(id)}/${encodeURIComponent(runId)}/history`)
  return new Hono()
    .use(routes.jobAction.path, limit)
    .get(routes.jobs.path, async (c) => {
      const viewer = await accounts.require(c)
      const all = c.req.query('all') === '1'
      const [kind, cursor] = [kindIn(c), c.req.query('cursor')]
      const found = jobs.available ? await jobs.list(viewer, { everyone: all, kind, cursor }).catch(whileAway) : null
      const list = {
        t: await messages(c), jobs: found && await nameJobs({ db }, found.jobs, { accountId: viewer.accountId, emails: all }), next: found?.next ?? null, all, kind, cursor,
        temporalPage: viewer.isAdmin && temporalPage ? temporalPage : undefined,
      }
      c.header('Vary', 'HX-Request')
      if (c.req.header('HX-Request') && !c.req.header('HX-Boosted')) return c.html(<JobList {...list} />)
      const done = c.req.query('done')
      return c.html(<JobsPage {...list} assetUrl={assetUrl} isAdmin={viewer.isAdmin} available={jobs.available} done={done === 'cancelled' || done === 'retried' ? done : null} />)
    })
    .post(routes.jobAction.path, async (c) => {
      const viewer = await accounts.require(c)
      const kind = kindIn(c)
      const { job, action } = c.req.param()
      await (action === 'retry' ? jobs.retry(viewer, job) : jobs.cancel(viewer, job))
      return c.redirect(routes.jobs.to({ ...(c.req.query('all') === '1' ? { all: '1' } : {}), kind, done: action === 'retry' ? 'retried' : 'cancelled' }), 303)
    })
}

/** Throws DomainError `invalid-input` for a kind that no job is of. */
function kindIn(c: Context): JobKind | undefined {
  const kind = c.req.query('kind')
  if (kind === undefined || isJobKind(kind)) return kind
  throw new DomainError('invalid-input', 'Cannot list jobs: there is no such kind')
}

/** A page that says so is better than an error: it looks again by itself. */
function whileAway(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unavailable') return null
  throw error
}
