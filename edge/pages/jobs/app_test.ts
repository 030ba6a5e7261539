import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../../domain/errors.ts'
import type { Job, JobKind } from '../../../domain/job.ts'
import { addAccount } from '../../../functions/accounts/testing.ts'
import { ingestDocumentJob } from '../../../functions/documents/temporal_work.ts'
import { createJobs } from '../../../functions/jobs/jobs.ts'
import type { JobsPort } from '../../../functions/jobs/jobs.ts'
import { cloneVoiceJob } from '../../../functions/voices/temporal_work.ts'
import { documents, voices } from '../../../infra/db/schema/mod.ts'
import { silentLog } from '../../../infra/log.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

const BEGAN = new Date(Date.UTC(2026, 10, 24))
const made: Omit<Job, 'id' | 'owner'> = {
  runId: 'run-1', kind: 'clone-voice', state: 'working', step: 'learning', progress: 0.42, position: null, cause: null, result: null, startedAtMs: BEGAN.getTime(), endedAtMs: null,
}
let listed: (Omit<Job, 'owner'> & { readonly userId?: string })[] = []
let away = false
const asked: string[] = []
let askedKind: JobKind | undefined
/** Jobs as the functions have them; that each shows to its owner alone is tests/jobs_test.ts's. */
const port: JobsPort = {
  available: true,
  async list({ accountId, isAdmin }, { everyone = false, kind, cursor } = {}) {
    askedKind = kind
    if (away) throw new DomainError('unavailable', 'Cannot list jobs: Temporal is away')
    if (everyone && !isAdmin) throw new DomainError('not-found', 'Cannot list everyone\'s jobs: there is no such list')
    return { jobs: listed.map(({ userId = accountId, ...job }) => ({ ...job, owner: { userId, tier: 'premium' } })), next: cursor === undefined ? 'ended-1000' : null }
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

/** Each makes one of that name, and returns the id of the work on it. */
async function voiceJob(accountId: string, name: string, engine?: string): Promise<string> {
  const voiceId = crypto.randomUUID()
  await edge.db.insert(voices).values({ voiceId, accountId, name, state: 'making', chosenAt: BEGAN, createdAt: BEGAN, changedAt: BEGAN })
  return cloneVoiceJob(voiceId, engine)
}
async function documentJob(accountId: string, name: string): Promise<string> {
  const documentId = crypto.randomUUID()
  await edge.db.insert(documents).values({ documentId, accountId, name, state: 'ready', createdAt: BEGAN, changedAt: BEGAN })
  return ingestDocumentJob(documentId)
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
  assert.match(page, /href="\/jobs\?cursor=ended-1000"/)
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
  const { browser, accountId } = await edge.signedUp()
  const over = { ...made, state: 'done', progress: 1 } as const
  listed = [
    { ...over, id: await voiceJob(accountId, 'Mine'), result: { state: 'ready', engine: 'xtts' } }, { ...over, id: 'b', kind: 'cloned-speech', result: { state: 'ready', cause: null } },
    { ...over, id: 'c', kind: 'cloned-speech', result: { said: 12 } }, { ...over, id: await voiceJob(accountId, 'Mine'), result: { state: 'gone' } },
    { ...over, id: 'e', kind: 'cloned-speech', cause: 'slow', result: { state: 'quick', cause: 'slow' } }, { ...over, id: await voiceJob(accountId, 'Mine'), result: { of: 'another version' } },
  ]
  const cards = (await (await browser.get('/jobs')).text()).split('<li ').slice(1)
  const says = [/<a href="\/account\/voices">The voice is ready/, /line and in the transcript/, /12 common phrases/, /deleted meanwhile/, /Why: /, /Done/]
  says.forEach((words, at) => assert.match(cards[at]!, words))
  assert.match(cards[5]!, /Done<\/span><\/div><div class="job-foot">/)
})

test('cloned speech has a list of its own, which keeps to itself in every link and form', async () => {
  const { browser } = await edge.signedUp({ isAdmin: true })
  listed = [{ ...made, id: 'dub-1', kind: 'cloned-speech' }, { ...made, id: 'dub-2', kind: 'cloned-speech', state: 'failed', cause: 'timeout' }]
  assert.match(await (await browser.get('/jobs')).text(), /<a href="\/jobs\?kind=cloned-speech">Spoken captions<\/a>/)
  assert.equal(askedKind, undefined)
  const page = await (await browser.get('/jobs?all=1&kind=cloned-speech')).text()
  assert.equal(askedKind, 'cloned-speech')
  assert.match(page, /<h1[^>]*>Spoken captions of everyone/)
  assert.match(page, /<a href="\/jobs\?all=1">Other jobs<\/a>/)
  const within = '/jobs?all=1&amp;kind=cloned-speech'
  for (const link of [`hx-get="${within}"`, `href="${within}&amp;cursor=ended-1000"`, 'action="/jobs/dub-1/cancel?all=1&amp;kind=cloned-speech"', 'action="/jobs/dub-2/retry?all=1&amp;kind=cloned-speech"']) assert.ok(page.includes(link), link)
  const retried = await browser.post('/jobs/dub-2/retry?kind=cloned-speech', {})
  assert.equal(retried.headers.get('location'), '/jobs?kind=cloned-speech&done=retried')
  asked.length = 0
  listed = []
  assert.match(await (await browser.get('/jobs?kind=cloned-speech')).text(), /No caption was spoken in its speaker/)
  assert.equal((await browser.get('/jobs?kind=sheep')).status, 400)
  assert.equal((await browser.post('/jobs/dub-2/retry?kind=sheep', {})).status, 400)
  assert.deepEqual(asked, [], 'nothing is done for a form that is wrong')
})

test('documents and voices have their names, for their owner alone; administrators have addresses', async () => {
  const { browser, accountId, email } = await edge.signedUp({ isAdmin: true })
  const other = await addAccount(edge.db, 'other@example.org')
  const [gone, theirs] = [crypto.randomUUID(), await documentJob(other, 'Secret.pdf')]
  const over = { ...made, state: 'done', progress: 1, result: { state: 'ready' } } as const
  listed = [
    { ...over, id: await documentJob(accountId, 'Handbook <2>.pdf'), kind: 'ingest-document' }, { ...made, id: await voiceJob(accountId, 'At work', 'xtts') },
    { ...over, id: ingestDocumentJob(gone), kind: 'ingest-document' }, { ...over, id: cloneVoiceJob(gone) }, { ...over, id: 'dub-1', kind: 'cloned-speech' },
    { ...over, id: theirs, kind: 'ingest-document', userId: other }, { ...over, id: 'd', userId: 'u-gone' },
    // Not theirs, whatever a job says.
    { ...over, id: theirs, kind: 'ingest-document' },
  ]
  const cards = async (path: string) => (await (await browser.get(path)).text()).split('<li ').slice(1)
  const all = await cards('/jobs?all=1')
  assert.match(all[0]!, /<h2>Reading a document: <bdi>Handbook &lt;2&gt;\.pdf<\/bdi><\/h2>/)
  assert.match(all[1]!, /<h2>Making a voice: <bdi>At work<\/bdi><\/h2>.*Yes, cancel: Making a voice: <bdi>At work/)
  assert.match(all[2]!, /<h2>Reading a document<\/h2>.*The document was deleted\./)
  assert.match(all[3]!, /<h2>Making a voice<\/h2>.*The voice was deleted\./)
  assert.doesNotMatch(`${all[2]}${all[3]}`, /can be searched now|voice is ready/)
  assert.doesNotMatch(all[4]!, /deleted/)
  assert.match(all[5]!, /<h2>Reading a document<\/h2>.*can be searched now/)
  assert.match(all[0]!, new RegExp(`Account ${accountId}: ${email}`))
  assert.match(all[5]!, new RegExp(`Account ${other}: other@example\\.org`))
  assert.match(all[6]!, /Account u-gone: deleted/)
  assert.doesNotMatch(all.join(''), /Secret/)
  const own = (await cards('/jobs')).join('')
  assert.match(own, /Handbook/)
  assert.ok(!own.includes(email), 'nobody needs to be told their own address')
})

test('work on documents is told in the words of documents', async () => {
  const { browser, accountId } = await edge.signedUp()
  const over = { ...made, kind: 'ingest-document', state: 'done', progress: 1 } as const
  listed = [
    { ...over, id: await documentJob(accountId, 'Plan.pdf'), result: { state: 'ready', chunks: 3 } }, { ...over, id: await documentJob(accountId, 'Plan.pdf'), result: { state: 'gone' } },
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
