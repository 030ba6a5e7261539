import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../../../domain/errors.ts'
import type { Job } from '../../../domain/job.ts'
import type { JobsPort } from '../../../functions/jobs/jobs.ts'
import { routes } from '../../../views/mod.ts'
import { JobList, JobsPage } from '../../../views/pages/jobs/mod.ts'
import type { PageTools } from '../../open_administration.tsx'

const FORM_MAX_BYTES = 1024
/** The end of the year 9999: later moments have no text. */
const LATEST_MS = 253_402_300_799_999

export interface JobPagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly jobs: JobsPort
  /** Temporal's own pages and the namespace that jobs are in; null where nobody may see them. */
  readonly temporalUi: { readonly url: string; readonly namespace: string } | null
}

/** `/jobs`, for who is signed in, and everyone's for administrators: every form works without a script (303 after POST). */
export function createJobPagesApp({ jobs, temporalUi, accounts, messages, assetUrl }: JobPagesDeps) {
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })
  const temporalPage = temporalUi && (({ id, runId }: Job) =>
    `${temporalUi.url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(temporalUi.namespace)}/workflows/${encodeURIComponent(id)}/${encodeURIComponent(runId)}/history`)
  return new Hono()
    .use(routes.jobAction.path, limit)
    .get(routes.jobs.path, async (c) => {
      const viewer = await accounts.require(c)
      const all = c.req.query('all') === '1'
      const before = Number(c.req.query('before') ?? Number.NaN)
      const beforeMs = Number.isInteger(before) && before > 0 && before <= LATEST_MS ? before : undefined
      const found = jobs.available ? await jobs.list(viewer, { everyone: all, beforeMs }).catch(whileAway) : null
      const list = {
        t: await messages(c), jobs: found?.jobs ?? null, moreBeforeMs: found?.moreBeforeMs ?? null, all, beforeMs,
        temporalPage: viewer.isAdmin && temporalPage ? temporalPage : undefined,
      }
      c.header('Vary', 'HX-Request')
      if (c.req.header('HX-Request') && !c.req.header('HX-Boosted')) return c.html(<JobList {...list} />)
      const done = c.req.query('done')
      return c.html(<JobsPage {...list} assetUrl={assetUrl} isAdmin={viewer.isAdmin} available={jobs.available} done={done === 'cancelled' || done === 'retried' ? done : null} />)
    })
    .post(routes.jobAction.path, async (c) => {
      const viewer = await accounts.require(c)
      const { job, action } = c.req.param()
      await (action === 'retry' ? jobs.retry(viewer, job) : jobs.cancel(viewer, job))
      return c.redirect(routes.jobs.to({ ...(c.req.query('all') === '1' ? { all: '1' } : {}), done: action === 'retry' ? 'retried' : 'cancelled' }), 303)
    })
}

/** A page that says so is better than an error: it looks again by itself. */
function whileAway(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unavailable') return null
  throw error
}
