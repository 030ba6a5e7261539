import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { RoomEvent } from '../../../domain/events.ts'
import type { DiarizationDeps } from '../../../functions/diarization/context.ts'
import { createSpeakerNames } from '../../../functions/diarization/name_speaker.ts'
import { recordTurns } from '../../../functions/diarization/record_turns.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from '../../../functions/transcripts/testing.ts'
import { createMemoryBlobs } from '../../../infra/blob/memory.ts'
import { createMemoryBus } from '../../../infra/bus/memory.ts'
import type { Db } from '../../../infra/db/db.ts'
import { lines, lineTexts, meetingPeople, meetings } from '../../../infra/db/schema/mod.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import { silentLog } from '../../../infra/log.ts'
import { messagesFor } from '../../../views/mod.ts'
import { SignInNeeded } from '../../gateway/account_session.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import { errorPages } from '../errors.tsx'
import { createTranscriptPagesApp } from './app.tsx'

type Browse = (path: string, form?: Record<string, string>, headers?: Record<string, string>) => Promise<Response>

interface Setting {
  readonly db: Db
  readonly diarization: DiarizationDeps
  readonly owner: string
  readonly roomId: string
  readonly meetingId: string
  readonly lineId: string
  readonly erased: string[]
  as(accountId: string | null): Browse
}

const FRAGMENT = { 'hx-request': 'true' }

async function withApp(run: (setting: Setting) => Promise<void>, { language = 'en' } = {}) {
  const { db, close } = await openTestDb()
  try {
    const owner = await addAccount(db, 'Olga')
    const { meetingId, roomId } = await addMeeting(db, { ownerId: owner, name: '<i>Weekly</i> & "more"', people: { ada: null } })
    const line = sampleLine(roomId, { speakerName: 'Ada <img src=x>', text: 'Good <b>morning</b> budget', startMs: BEGAN_MS + 65_000, endMs: BEGAN_MS + 66_000 })
    await addLines(db, line)
    const erased: string[] = []
    let viewer: string | null = null
    const accounts = {
      async require(c) {
        if (viewer === null) throw new SignInNeeded(c)
        return { accountId: viewer, name: 'Olga' } as Viewer
      },
    } as Pick<AccountSession, 'require'> as AccountSession
    const messages = async () => messagesFor(language)
    const assetUrl = (name: string) => `/assets/${name}`
    const bus = createMemoryBus<RoomEvent>({ log: silentLog })
    const diarization: DiarizationDeps = { db, bus, blob: createMemoryBlobs(), log: silentLog, now: () => BEGAN_MS + 9_000_000 }
    const speakers = createSpeakerNames({ ...diarization, rooms: { roleOf: () => Promise.reject(new Error('nobody is in a room')) } })
    const app = new Hono().onError(errorPages({ assetUrl, messages, log: silentLog }).onError).route('/', createTranscriptPagesApp({
      db, speakers, accounts, messages, assetUrl, log: silentLog, now: () => BEGAN_MS + 9_000_000,
      blob: { deletePrefix: async (prefix) => erased.push(prefix) },
      translator: {
        async translate(text, { to }) {
          if (text.includes('untranslatable')) throw new DomainError('timeout', 'Too slow')
          return { language: to, text: `${to}(${text})`, engine: 'again' }
        },
      },
    }))
    await run({
      db, diarization, owner, roomId, meetingId, lineId: line.lineId, erased,
      as: (accountId) => async (path, form, headers = {}) => {
        viewer = accountId
        return app.request(path, { headers: { accept: 'text/html', ...headers }, ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}) })
      },
    })
  } finally {
    await close()
  }
}

test('the list and the search are pages without a script, and fragments for htmx', () => withApp(async ({ as, owner, meetingId, lineId }) => {
  const browse = as(owner)
  const page = await browse('/transcripts')
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.match(page.headers.get('vary')!, /HX-Request/)
  assert.match(html, /^<!doctype html>/)
  assert.match(html, /<form [^>]*role="search"[^>]*method="get"[^>]*action="\/transcripts"/)
  assert.match(html, /<label for="[^"]+">Search in what was said<\/label>/)
  assert.ok(html.includes(`<a class="meeting-name" href="/transcripts/${meetingId}"><bdi>&lt;i&gt;Weekly&lt;/i&gt; &amp; &quot;more&quot;</bdi></a>`))
  assert.match(html, /1 h 0 min.*1 line/)
  const found = await (await browse('/transcripts?q=budgets', undefined, FRAGMENT)).text()
  assert.match(found, /^<section id="results"/)
  assert.match(found, /Good &lt;b&gt;morning&lt;\/b&gt; <mark>budget<\/mark>/)
  assert.ok(found.includes(`/transcripts/${meetingId}?show=en&amp;at=${lineId}#line-${lineId}`))
  assert.match(await (await browse('/transcripts?q=%3Cscript%3Enothing')).text(), /Nothing was found for “&lt;script&gt;nothing”/)
  assert.match(await (await browse('/transcripts?q=budget&in=pt')).text(), /Nothing was found/)
}))

test('a host names who was told apart, with a form: lines, results and files name them; guests have no form', () => withApp(async ({ as, db, diarization, owner, roomId, meetingId }) => {
  const [startMs, middleMs, endMs] = [BEGAN_MS + 70_000, BEGAN_MS + 72_000, BEGAN_MS + 74_000]
  const line = sampleLine(roomId, { text: 'Shall we do that? We have no money', translations: [], startMs, endMs })
  await addLines(db, line)
  const turns = [{ speakerId: 'a', startMs, endMs: middleMs }, { speakerId: 'b', startMs: middleMs, endMs }]
  await recordTurns(diarization, { roomId, meetingId, peerId: 'ada', chunkId: 'whole', turns, speakerIds: ['a', 'b'], merged: [] })
  const browse = as(owner)
  const head = (...names: string[]) => new RegExp(`<p class="caption-head">${names.map((name) => `<span class="speaker"[^>]*>${name}</span>`).join('')}<span class="microphone" dir="auto">Ada</span>`)
  assert.match(await (await browse('/transcripts?q=money')).text(), head('Speaker 2'))
  assert.match(await (await browse('/transcripts?q=shall+money')).text(), head('Speaker 1', 'Speaker 2'))
  const path = `/transcripts/${meetingId}/speakers`
  const named = await browse(`${path}/2`, { name: ' Maria <3 ' })
  assert.deepEqual([named.status, named.headers.get('location')], [303, `/transcripts/${meetingId}`])
  assert.match(await (await browse('/transcripts?q=money', undefined, FRAGMENT)).text(), head('Maria &lt;3'))
  const page = await (await browse(`/transcripts/${meetingId}`)).text()
  assert.match(page, new RegExp(`id="line-${line.lineId}".*Speaker 1</span>.*<b class="said-next"[^>]*>Maria &lt;3:</b>`, 's'))
  assert.match(await (await browse(`/transcripts/${meetingId}/export/en.srt`)).text(), /Maria <\u20603: We have no money/)
  assert.deepEqual([(await browse(`${path}/2`, { name: 'x'.repeat(61) })).status, (await browse(`${path}/9`, { name: 'Nobody' })).status, (await browse(`${path}/two`, { name: 'Nobody' })).status], [400, 404, 404])
  const guest = await addAccount(db, 'Guest')
  await db.insert(meetingPeople).values({ meetingId, peerId: 'g', accountId: guest, name: 'Guest', joinedAt: new Date(BEGAN_MS) })
  assert.doesNotMatch(await (await as(guest)(`/transcripts/${meetingId}`)).text(), /speaker-name/)
  assert.equal((await as(guest)(`${path}/2`, { name: 'Mallory' })).status, 403)
}))

test('a transcript is read in any of its languages, side by side, and says what is not translated', () => withApp(async ({ as, db, owner, meetingId }) => {
  const { roomId } = (await db.query.meetings.findFirst())!
  await addLines(db, sampleLine(roomId, { text: 'Only in English', translations: [], startMs: BEGAN_MS + 3_700_000 }))
  const browse = as(owner)
  const first = await (await browse(`/transcripts/${meetingId}`)).text()
  assert.match(first, /<h1><bdi>&lt;i&gt;Weekly/)
  assert.match(first, /Ada &lt;img src=x&gt;<\/span><time datetime="PT65S">1:05<\/time>/)
  assert.match(first, /<time datetime="PT3700S">1:01:40<\/time>/)
  assert.match(first, /<p lang="en" dir="ltr">Good &lt;b&gt;morning/)
  assert.match(first, /<option value="pt">Portuguese<\/option>/)
  assert.doesNotMatch(first, /Bom dia|role="group"/)
  const both = await (await browse(`/transcripts/${meetingId}?show=pt&side=on`, undefined, FRAGMENT)).text()
  assert.match(both, /^<section id="transcript"/)
  assert.match(both, /data-columns="2"><div class="line-text"><p lang="pt" dir="ltr">Bom dia a todos<\/p>.*<p lang="en" dir="ltr">Good/)
  assert.match(both, /Only in English.*Not in Portuguese: shown as it was said\./)
  assert.match(both, /role="group" aria-label="Was this translation right\?"/)
}))

test('the page’s own language comes first when it was read', () => withApp(async ({ as, owner, meetingId }) => {
  const html = await (await as(owner)(`/transcripts/${meetingId}`)).text()
  assert.match(html, /<p lang="pt" dir="ltr">Bom dia a todos<\/p>/)
  assert.match(html, /Lado a lado/)
}, { language: 'pt' }))

test('a line is corrected with a form alone, and in place with htmx', () => withApp(async ({ as, owner, meetingId, lineId }) => {
  const browse = as(owner)
  const action = `/transcripts/${meetingId}/lines/${lineId}/correction`
  const page = await (await browse(`/transcripts/${meetingId}?show=pt`)).text()
  assert.ok(page.includes(`<form class="stack" method="post" action="${action}"`))
  const saved = await browse(action, { language: 'en', text: 'Good evening <x>', show: 'pt', side: 'on' })
  assert.equal(saved.status, 303)
  const next = saved.headers.get('location')!
  assert.equal(next, `/transcripts/${meetingId}?show=pt&side=on#line-${lineId}`)
  const after = await (await browse(next)).text()
  assert.match(after, /pt\(Good evening &lt;x&gt;\).*Good evening &lt;x&gt;/)
  assert.match(after, /Corrected by Olga.*<del lang="en" dir="ltr">Good &lt;b&gt;morning&lt;\/b&gt; budget<\/del>/)
  const inPlace = await (await browse(action, { language: 'en', text: 'untranslatable', show: 'pt', side: 'on' }, FRAGMENT)).text()
  assert.match(inPlace, /^<li id="line-/)
  assert.match(inPlace, /could not be translated again just now: Portuguese/)
  const told = await browse(action, { language: 'en', text: 'untranslatable again' })
  assert.match(await (await browse(told.headers.get('location')!)).text(), /could not be translated again just now: Portuguese/)
}))

test('a correction that cannot be comes back as it was typed, with the reason beside it', () => withApp(async ({ as, owner, meetingId, lineId }) => {
  const action = `/transcripts/${meetingId}/lines/${lineId}/correction`
  const long = `${'x'.repeat(2_001)}</textarea>`
  const refused = await as(owner)(action, { language: 'en', text: long })
  assert.equal(refused.status, 422)
  const html = await refused.text()
  assert.match(html, /<details class="correct" open="">/)
  assert.match(html, /x&lt;\/textarea&gt;<\/textarea><p class="field-error" id="[^"]+">Use at most 2000 characters<\/p>/)
  assert.match(await (await as(owner)(action, { language: 'en', text: ' ' }, FRAGMENT)).text(), /^<li .*Write what was said/)
  for (const form of [{ text: 'x' }, { language: 'xx', text: 'x' }]) assert.equal((await as(owner)(action, form as Record<string, string>)).status, 400)
  assert.equal((await as(owner)(action, { language: 'en', text: 'x'.repeat(50_000) })).status, 413)
}))

test('thumbs: pressed once, taken back, with and without a script', () => withApp(async ({ as, owner, meetingId, lineId }) => {
  const browse = as(owner)
  const action = `/transcripts/${meetingId}/lines/${lineId}/rating`
  const pressed = await (await browse(action, { language: 'pt', value: '1', show: 'pt' }, FRAGMENT)).text()
  assert.match(pressed, /^<form class="thumbs".*<button class="thumb" type="submit" name="value" value="0" aria-pressed="true">Right/)
  assert.match(pressed, /value="-1" aria-pressed="false">Wrong/)
  const back = await browse(action, { language: 'pt', value: '0', show: 'pt' })
  assert.equal(back.headers.get('location'), `/transcripts/${meetingId}?show=pt#line-${lineId}`)
  assert.doesNotMatch(await (await browse(`/transcripts/${meetingId}?show=pt`)).text(), /aria-pressed="true"/)
  assert.equal((await browse(action, { language: 'pt', value: '7' })).status, 400)
  assert.equal((await browse(action, { language: 'en', value: '1' })).status, 400)
}))

test('files are saved under the meeting’s name', () => withApp(async ({ as, owner, meetingId }) => {
  const page = await (await as(owner)(`/transcripts/${meetingId}`)).text()
  for (const file of ['en.vtt', 'en.srt', 'en.txt', 'pt.json']) assert.ok(page.includes(`href="/transcripts/${meetingId}/export/${file}"`))
  const saved = await as(owner)(`/transcripts/${meetingId}/export/pt.vtt`)
  assert.match(saved.headers.get('content-disposition')!, /filename="i-weekly-i-more-2026-11-24-pt\.vtt"/)
  assert.match(await saved.text(), /^WEBVTT\n[^]*Bom dia a todos/)
  for (const file of ['xx.vtt', 'en.exe', 'vi.vtt']) assert.equal((await as(owner)(`/transcripts/${meetingId}/export/${file}`)).status, 404)
}))

test('deleting asks once, erases rows and files, and says so', () => withApp(async ({ as, db, owner, meetingId, erased }) => {
  const browse = as(owner)
  const ask = await (await browse(`/transcripts/${meetingId}/delete`)).text()
  assert.match(ask, /Delete the transcript of “&lt;i&gt;Weekly&lt;\/i&gt; &amp; &quot;more&quot;”\?/)
  const gone = await browse(`/transcripts/${meetingId}/delete`, {})
  assert.equal(gone.status, 303)
  assert.match(await (await browse(gone.headers.get('location')!)).text(), /The transcript is deleted: 1 lines, 2 texts and 1 files are gone\.[^]*No transcripts yet/)
  assert.deepEqual(erased, [`meetings/${meetingId}/`])
  for (const table of [meetings, lines, lineTexts, meetingPeople]) assert.equal(await db.$count(table), 0)
  assert.equal((await browse(`/transcripts/${meetingId}`)).status, 404)
}))

test('guests are asked to sign in, strangers find nothing, readers who do not own cannot delete', () => withApp(async ({ as, db, meetingId, lineId }) => {
  const stranger = await addAccount(db, 'Mallory')
  const paths = [`/transcripts/${meetingId}`, `/transcripts/${meetingId}/export/en.vtt`, `/transcripts/${meetingId}/delete`]
  const posts: [string, Record<string, string>][] = [
    [`/transcripts/${meetingId}/delete`, {}], [`/transcripts/${meetingId}/lines/${lineId}/correction`, { language: 'en', text: 'x' }],
    [`/transcripts/${meetingId}/lines/${lineId}/correction`, { language: 'en', text: '' }], [`/transcripts/${meetingId}/lines/${lineId}/rating`, { language: 'pt', value: '1' }],
  ]
  for (const path of paths) {
    assert.match((await as(null)(path)).headers.get('location')!, /^\/sign-in\?next=%2Ftranscripts%2F/)
    assert.equal((await as(stranger)(path)).status, 404)
  }
  for (const [path, form] of posts) {
    assert.equal((await as(null)(path, form)).status, 303)
    assert.equal((await as(stranger)(path, form)).status, 404)
  }
  for (const odd of ['%27%3B--', 'x'.repeat(300), crypto.randomUUID()]) assert.equal((await as(stranger)(`/transcripts/${odd}`)).status, 404)
  assert.equal((await as(stranger)('/transcripts?cursor=tampered')).status, 400)
  await db.insert(meetingPeople).values({ meetingId, peerId: 'm', accountId: stranger, name: 'M', joinedAt: new Date(BEGAN_MS) })
  assert.equal((await as(stranger)(paths[0]!)).status, 200)
  assert.equal((await as(stranger)(paths[2]!)).status, 403)
  assert.equal((await as(stranger)(paths[2]!, {})).status, 403)
}))
