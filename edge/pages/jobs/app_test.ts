import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../../domain/errors.ts'
import type { Job } from '../../../domain/job.ts'
import { createJobs } from '../../../functions/jobs/jobs.ts'
import type { JobsPort } from '../../../functions/jobs/jobs.ts'
import { silentLog } from '../../../infra/log.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

const made: Omit<Job, 'id' | 'owner'> = {
  runId: 'run-1', kind: 'clone-voice', state: 'working', step: 'learning', progress: 0.42, position: null, cause: null, result: null, startedAtMs: Date.UTC(2026, 10, 24), endedAtMs: null,
}
let listed: Omit<Job, 'owner'>[] = []
let away = false
const asked: string[] = []
/** Jobs as the functions have them; that each shows to its owner alone is tests/jobs_test.ts's. */
const port: JobsPort = {
  available: true,
  async list({ accountId, isAdmin }, { everyone = false, beforeMs } = {}) {
    if (away) throw new DomainError('unavailable', 'Cannot list jobs: Temporal is away')
    if (everyone && !isAdmin) throw new DomainError('not-found', 'Cannot list everyone\'s jobs: there is no such list')
    const fits = listed.filter(({ startedAtMs }) => beforeMs === undefined || startedAtMs < beforeMs)
    return { jobs: fits.map((job) => ({ ...job, owner: { userId: accountId, tier: 'premium' } })), moreBeforeMs: beforeMs === undefined ? 1_000 : null }
  },
  async read() {
    throw new Error('no page reads a single job')
  },
  cancel: async (_, id) => void asked.push(`cancel ${id}`),
  async retry(_, id) {
    if (id === 'done') throw new DomainError('conflict', 'Cannot try it again: it is done')
    asked.push(`retry ${id}`)
  },
}

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge({ jobs: port })
})
after(() => edge.close())

test('jobs show where they stand, and the page looks again while one is under way', async () => {
  const { browser } = await edge.signedUp()
  listed = [{ ...made, id: 'voice/1' }, { ...made, id: 'voice-2', state: 'queued', position: 3 }]
  const page = await (await browser.get('/jobs')).text()
  assert.match(page, /Learning the voice/)
  assert.match(page, /<progress max="100" value="42"/)
  assert.match(page, /Number 3 in line/)
  assert.match(page, /hx-get="\/jobs" hx-trigger="every 2s"/)
  assert.match(page, /http-equiv="refresh"/)
  assert.doesNotMatch(page, /localhost:8233/, 'Temporal\'s pages are the administrators\'')
  assert.match(page, /href="\/jobs\?before=1000"/)
  const fragment = await browser.get('/jobs', { 'hx-request': 'true' })
  assert.match(fragment.headers.get('vary') ?? '', /HX-Request/)
  assert.match(await fragment.text(), /^<div id="jobs"/)
})

test('what is over says how it ended, and a failed one why and what can be done', async () => {
  const { browser } = await edge.signedUp()
  listed = [
    { ...made, id: 'a', state: 'done', progress: 1, endedAtMs: made.startedAtMs + 1 }, { ...made, id: 'b', state: 'failed', cause: 'invalid-audio' },
    { ...made, id: 'c', state: 'done', cause: 'too-short' }, { ...made, id: 'd', state: 'failed', cause: 'of another version' },
  ]
  const page = await (await browser.get('/jobs')).text()
  assert.match(page, /Why: The audio cannot be read/)
  assert.match(page, /Why: There are less than 10 seconds/)
  assert.match(page, /Why: something went wrong on our side/)
  assert.match(page, /action="\/jobs\/b\/retry"/)
  assert.doesNotMatch(page, /hx-trigger|http-equiv="refresh"|\/jobs\/a\//)
})

test('what is done says what it made', async () => {
  const { browser } = await edge.signedUp()
  const over = { ...made, state: 'done', progress: 1 } as const
  listed = [
    { ...over, id: 'a', result: { state: 'ready', engine: 'xtts' } }, { ...over, id: 'b', kind: 'cloned-speech', result: { state: 'ready', cause: null } },
    { ...over, id: 'c', kind: 'cloned-speech', result: { said: 12 } }, { ...over, id: 'd', result: { state: 'gone' } },
    { ...over, id: 'e', kind: 'cloned-speech', cause: 'slow', result: { state: 'quick', cause: 'slow' } }, { ...over, id: 'f', result: { of: 'another version' } },
  ]
  const cards = (await (await browser.get('/jobs')).text()).split('<li ').slice(1)
  const says = [/<a href="\/account\/voices">The voice is ready/, /line and in the transcript/, /12 common phrases/, /deleted meanwhile/, /Why: /, /Done/]
  says.forEach((words, at) => assert.match(cards[at]!, words))
  assert.match(cards[5]!, /Done<\/span><\/div><div class="job-foot">/)
})

test('work on documents is told in the words of documents', async () => {
  const { browser } = await edge.signedUp()
  const over = { ...made, kind: 'ingest-document', state: 'done', progress: 1 } as const
  listed = [
    { ...over, id: 'a', result: { state: 'ready', chunks: 3 } }, { ...over, id: 'b', result: { state: 'gone' } },
    { ...over, id: 'c', cause: 'encrypted', result: { state: 'refused', refusal: 'encrypted' } }, { ...over, id: 'd', cause: 'no-text', result: { state: 'refused', refusal: 'no-text' } },
    { ...made, id: 'e', kind: 'cloned-speech', state: 'done', result: { state: 'over', cause: null } },
  ]
  const cards = (await (await browser.get('/jobs')).text()).split('<li ').slice(1)
  const says = [/<a href="\/account\/documents">The document can be searched now/, /deleted or stopped meanwhile/, /Why: The file is protected with a password/, /Why: There is no text in it/, /line has its sound already/]
  says.forEach((words, at) => assert.match(cards[at]!, words))
})

test('jobs are cancelled and tried again by forms, which say so', async () => {
  const { browser } = await edge.signedUp()
  const cancelled = await browser.post('/jobs/voice%2F1/cancel', {})
  assert.equal(cancelled.status, 303)
  assert.match(await (await browser.get(cancelled.headers.get('location')!)).text(), /The job is being cancelled/)
  await browser.post('/jobs/b/retry', {})
  assert.deepEqual(asked.splice(0), ['cancel voice/1', 'retry b'])
  assert.equal((await browser.post('/jobs/done/retry', {})).status, 409)
  assert.equal((await browser.post('/jobs/b/destroy', {})).status, 404)
})

test('administrators see everyone\'s, with the way into Temporal; others find nothing there', async () => {
  const { browser } = await edge.signedUp({ isAdmin: true })
  listed = [{ ...made, id: 'voice/1' }]
  const page = await (await browser.get('/jobs?all=1')).text()
  assert.match(page, /Jobs of everyone/)
  assert.match(page, /href="http:\/\/localhost:8233\/namespaces\/default\/workflows\/voice%2F1\/run-1\/history"/)
  const other = await edge.signedUp()
  assert.equal((await other.browser.get('/jobs?all=1')).status, 404)
})

test('the page says so while Temporal is away, and looks again', async () => {
  const { browser } = await edge.signedUp()
  away = true
  const page = await (await browser.get('/jobs')).text()
  away = false
  assert.match(page, /does not answer just now/)
  assert.match(page, /hx-trigger="every 2s"/)
})

test('the words are Vietnamese and Portuguese, too', async () => {
  const { browser } = await edge.signedUp()
  listed = [{ ...made, id: 'a' }]
  for (const [locale, words] of [['vi', /Đang học giọng nói/], ['pt', /Aprendendo a voz/]] as const) {
    await browser.post('/locale', { locale })
    assert.match(await (await browser.get('/jobs')).text(), words)
  }
})

test('guests are asked to sign in', async () => {
  const answer = await edge.browser().get('/jobs')
  assert.ok([302, 303, 401].includes(answer.status))
})

test('a server without Temporal says what is missing and what works', async () => {
  const bare = await openAdministeredEdge({ jobs: createJobs({ temporal: null, log: silentLog }) })
  try {
    const { browser } = await bare.signedUp()
    assert.match(await (await browser.get('/jobs')).text(), /not available on this server.*Meetings, captions and quick voices work/)
    assert.equal((await browser.post('/jobs/a/retry', {})).status, 503)
  } finally {
    await bare.close()
  }
})
