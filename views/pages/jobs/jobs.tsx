import type { Job, JobKind, ListedJob } from '../../../domain/job.ts'
import { isOver } from '../../../domain/job.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'

/** How often the page looks while something is under way; without a script it loads itself. */
const LOOK_EVERY = 'every 2s'
const REFRESH_S = 10

export interface JobListProps {
  readonly t: Messages
  /** Null while the server of long jobs does not answer. */
  readonly jobs: readonly ListedJob[] | null
  /** `cursor` of the next page. */
  readonly next?: string | null
  /** Everyone's, as administrators see them. */
  readonly all?: boolean
  /** Of this kind alone; without it all but cloned speech that ended well. */
  readonly kind?: JobKind | undefined
  /** Where this list is. */
  readonly cursor?: string | undefined
  /** The address of a job in Temporal's own pages; absent for who may not see them. */
  readonly temporalPage?: ((job: Job) => string) | undefined
}

export interface JobsPageProps extends JobListProps {
  readonly assetUrl: AssetUrl
  readonly isAdmin: boolean
  /** Whether this server does long work at all. */
  readonly available: boolean
  readonly done?: 'cancelled' | 'retried' | null
}

/** `/jobs`: long work, how far it is and what became of it. */
export function JobsPage({ assetUrl, isAdmin, available, done = null, ...list }: JobsPageProps) {
  const { t, all = false, kind } = list
  const spoken = kind === 'cloned-speech'
  const title = spoken ? (all ? t.jobs.spokenByEveryone : t.jobs.spoken) : all ? t.jobs.everyone : t.jobs.title
  const moving = list.jobs?.some((job) => !isOver(job)) ?? false
  return (
    <Sheet t={t} assetUrl={assetUrl} title={title} wide scripts={['htmx.js', 'local_time.js']} refreshS={moving ? REFRESH_S : undefined}>
      <p>{spoken ? t.jobs.spokenLead : t.jobs.lead}</p>
      {available && (
        <p>
          <a href={routes.jobs.to({ ...(all ? { all: '1' } : {}), kind: kind === undefined ? 'cloned-speech' : undefined })}>{kind === undefined ? t.jobs.spoken : t.jobs.others}</a>
        </p>
      )}
      {done !== null && <p class='note' role='status'>{t.jobs.done[done]}</p>}
      {available ? <JobList {...list} /> : <p class='note' data-tone='warning'>{t.jobs.unavailable}</p>}
      {isAdmin && (
        <p>
          <a href={routes.jobs.to(all ? {} : { all: '1' })}>{all ? t.jobs.mine : t.jobs.everyone}</a>
        </p>
      )}
      <p>
        <a href={routes.account.to()}>{t.account.page.title}</a>
      </p>
    </Sheet>
  )
}

/** The list; while something in it is under way or cannot be seen, it asks for itself again. */
export function JobList({ t, jobs, next = null, all = false, kind, cursor, temporalPage }: JobListProps) {
  const query = { ...(all ? { all: '1' as const } : {}), kind }
  const here = routes.jobs.to({ ...query, cursor })
  const looks = jobs === null || jobs.some((job) => !isOver(job))
  return (
    <div id={ids.jobs} {...(looks ? { 'hx-get': here, 'hx-trigger': LOOK_EVERY, 'hx-swap': 'outerHTML' } : {})}>
      {jobs === null ? <p class='note' data-tone='warning' role='status'>{t.jobs.away}</p> : jobs.length === 0 ? <p class='hint'>{kind === 'cloned-speech' ? t.jobs.noneSpoken : t.jobs.none}</p> : (
        <ul class='jobs'>
          {jobs.map((job) => <JobCard t={t} job={job} all={all} listed={kind} temporalPage={temporalPage} />)}
        </ul>
      )}
      {next !== null && (
        <p>
          <a href={routes.jobs.to({ ...query, cursor: next })}>{t.jobs.older}</a>
        </p>
      )}
    </div>
  )
}

interface JobCardProps extends Pick<JobListProps, 't' | 'temporalPage'> {
  readonly job: ListedJob
  readonly all: boolean
  /** The kind that the list is of. */
  readonly listed: JobKind | undefined
}

function JobCard({ t, job, all, listed, temporalPage }: JobCardProps) {
  const { id, kind, state, startedAtMs, endedAtMs, owner, subject, email } = job
  return (
    <li id={ids.job(id)} class='job'>
      <div class='job-head'>
        <h2>{t.jobs.kind[kind]}{subject && <>: <bdi>{subject}</bdi></>}</h2>
        <span class='status-chip' {...(state === 'failed' ? { 'data-tone': 'danger' } : {})} role='status'>{t.jobs.state[state]}</span>
      </div>
      {!isOver(job) && <Progress t={t} job={job} />}
      {subject === null ? <p class='hint'>{kind === 'ingest-document' ? t.jobs.documentDeleted : t.jobs.voiceDeleted}</p> : <Result t={t} job={job} />}
      {job.cause !== null && <p>{t.jobs.because(causeText(t, job.kind, job.cause))}</p>}
      {state === 'failed' && <p class='hint'>{t.jobs.kept}</p>}
      <div class='job-foot'>
        {all && <span>{t.jobs.of(owner.userId)}: {email ?? t.jobs.accountDeleted}</span>}
        <span>
          {t.jobs.began} <Moment t={t} ms={startedAtMs} />
        </span>
        {endedAtMs !== null && (
          <span>
            {t.jobs.ended} <Moment t={t} ms={endedAtMs} />
          </span>
        )}
        <Actions t={t} job={job} all={all} listed={listed} />
        {temporalPage && <a href={temporalPage(job)}>{t.jobs.inTemporal}</a>}
      </div>
    </li>
  )
}

/** What a job that is done has made; why it made something else is said besides. */
function Result({ t, job: { state, kind, cause, result } }: { t: Messages; job: Job }) {
  if (state !== 'done' || cause !== null || typeof result !== 'object' || result === null) return <></>
  const { voice, speech, phrases, gone, over } = t.voices.result
  const document = t.documents.result
  if ('said' in result && typeof result.said === 'number') return <p>{phrases(result.said)}</p>
  const made = 'state' in result ? result.state : null
  if (made === 'gone' || made === 'over') return <p>{kind === 'ingest-document' ? document.gone : made === 'over' ? over : gone}</p>
  if (made !== 'ready') return <></>
  switch (kind) {
    case 'clone-voice': return <p><a href={routes.voices.to()}>{voice}</a></p>
    case 'cloned-speech': return <p>{speech}</p>
    case 'ingest-document': return <p><a href={routes.documents.to()}>{document.ready}</a></p>
    case 'diarization': return <></>
  }
}

function Progress({ t, job: { state, step, progress, position } }: { t: Messages; job: Job }) {
  const steps: Readonly<Record<string, string>> = t.jobs.steps
  const percent = Math.round(progress * 100)
  if (state === 'queued') return <p>{position === null ? t.jobs.steps.waiting : t.jobs.position(position)}</p>
  const doing = steps[step] ?? t.jobs.otherStep
  return (
    <p class='job-progress'>
      <span>{doing}</span>
      <progress max={100} value={percent} aria-label={doing} />
      <span>{t.jobs.progress(percent)}</span>
    </p>
  )
}

function Actions({ t, job: { id, kind, state, subject }, all, listed }: Omit<JobCardProps, 'temporalPage'>) {
  const query = { ...(all ? { all: '1' as const } : {}), kind: listed }
  if (state === 'failed' || state === 'cancelled') {
    return (
      <form method='post' action={routes.jobAction.to(id, 'retry', query)}>
        <button class='button' type='submit'>{t.jobs.retry}</button>
      </form>
    )
  }
  if (state === 'done') return <></>
  return (
    <details class='ask' hx-preserve id={ids.field(`cancel-${id}`)}>
      <summary>{t.jobs.cancel}…</summary>
      <form method='post' action={routes.jobAction.to(id, 'cancel', query)}>
        <button class='button button-danger' type='submit'>{t.jobs.cancelNamed(t.jobs.kind[kind])}{subject && <>: <bdi>{subject}</bdi></>}</button>
      </form>
    </details>
  )
}

/** What went wrong, in the words that other pages have for it. */
function causeText(t: Messages, kind: JobKind, cause: string): string {
  const spoken: Readonly<Record<string, string>> = t.dubs.causes
  const errors: Readonly<Record<string, { readonly title: string }>> = t.errors
  // The same word says something else of a voice and of a document.
  const refusals: Readonly<Record<string, string>> = kind === 'ingest-document' ? t.documents.refusal : t.voices.refusal
  return refusals[cause] ?? spoken[cause] ?? errors[cause]?.title ?? t.jobs.otherCause
}
