import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { defineWebSocketHelper } from 'hono/ws'
import type { RoomEvent } from '../domain/events.ts'
import { createMesh } from '../functions/mesh/mesh.ts'
import { meshSpeaker } from '../functions/mesh/ports.ts'
import { createRooms } from '../functions/rooms/create_rooms.ts'
import { createMemoryPresence } from '../functions/rooms/presence/memory.ts'
import { createAsksGoogle } from '../functions/speak/asks_google.ts'
import { openSpeak } from '../functions/speak/open.ts'
import { createMemoryBus } from '../infra/bus/memory.ts'
import { parseConfig } from '../infra/config.ts'
import { openTestDb } from '../infra/db/testing.ts'
import type { TestDb } from '../infra/db/testing.ts'
import { createFakeClock } from '../infra/fake_clock.ts'
import { silentLog } from '../infra/log.ts'
import { createModelStore } from '../models/store/store.ts'
import { createEdgeApp, mountEdgeApp } from './app.ts'
import type { EdgeOptions } from './app.ts'
import type { Assets } from './assets.ts'
import { createSession } from './gateway/session.ts'
import { hubRender } from './hub/render.tsx'
import { createHubs } from './hub/hubs.ts'

const assets: Assets = { files: [], assetUrl: (name) => `/assets/${name}`, respond: () => new Response('asset') }
const FORM = { name: 'Ada', speaks: 'en', reads: 'pt', hears: 'original' }

/** Stands where a runtime takes the socket over. */
const fakeUpgrade: EdgeOptions['upgradeWebSocket'] = defineWebSocketHelper(async (c) => c.text('upgraded', 200))

let database: TestDb
before(async () => void (database = await openTestDb()))
after(() => database.close())

function setUp({ ready = true, google }: { ready?: boolean; google?: boolean | (() => Promise<boolean>) } = {}) {
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const clock = createFakeClock(1_000)
  const rooms = createRooms({ db: database.db, presence: createMemoryPresence({ clock }), bus, log: silentLog, now: clock.now })
  const session = createSession({ secret: 'a secret of the test', secure: false, rooms })
  const hubs = createHubs({ bus, clock, log: silentLog, render: hubRender })
  const options: EdgeOptions = {
    rooms, session, hubs, assets, secure: false, log: silentLog,
    reading: async () => ({ en: { state: 'here' }, pt: { state: 'here' } }),
    ...(google === undefined ? {} : { asksGoogle: typeof google === 'function' ? google : async () => google }),
    readiness: async () => ({ ready, parts: { transcribe: ready } }),
    upgradeWebSocket: fakeUpgrade,
  }
  const app = createEdgeApp(options)
  const jar = new Map<string, string>()
  /** A browser: keeps cookies by path as far as these tests need, follows nothing. */
  const browse = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const cookie = [...jar].filter(([key]) => path.startsWith(key.split('|')[1]!)).map(([key, value]) => `${key.split('|')[0]}=${value}`).join('; ')
    const response = await app.request(`http://parley.test${path}`, {
      method: form ? 'POST' : 'GET',
      headers: { host: 'parley.test', accept: 'text/html', ...(cookie ? { cookie } : {}), ...(form ? { origin: 'http://parley.test' } : {}), ...headers },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      const at = /path=([^;]+)/i.exec(line)?.[1] ?? '/'
      jar.set(`${name}|${at}`, value!)
    }
    return response
  }
  return { app, options, browse, rooms, jar }
}

async function joined(browse: ReturnType<typeof setUp>['browse']) {
  const room = (await browse('/rooms', FORM)).headers.get('location')!
  await browse(`${room}/join`, FORM)
  return room
}

test('a server that is started with GOOGLE_TTS=1 says on its page that texts go to Google', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-google-'))
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const speak = await openSpeak({ config: parseConfig({ GOOGLE_TTS: '1', PARLEY_CACHE: cacheFolder }), store, log: silentLog })
  try {
    const speaker = meshSpeaker(createMesh({ apps: { speak: speak.app } }))
    // What the function itself says, not what this process would allow.
    const { browse } = setUp({ google: createAsksGoogle({ speaker, configured: false, clock: createFakeClock(), log: silentLog }) })
    assert.match(await (await browse('/')).text(), /sent to Google/)
  } finally {
    await speak.close()
    await rm(cacheFolder, { recursive: true })
  }
})

test('where the operator lets Google speak, every page on which one chooses what to hear says so', async () => {
  const said = async (google?: boolean) => {
    const { browse } = setUp(google === undefined ? {} : { google })
    const home = await (await browse('/')).text()
    const refused = await (await browse('/rooms', { ...FORM, name: '' })).text()
    const room = (await browse('/rooms', FORM)).headers.get('location')!
    const prejoin = await (await browse(room)).text()
    await browse(`${room}/join`, FORM)
    const meeting = await (await browse(room)).text()
    assert.match(meeting, /id="captions"/)
    return [home, refused, prejoin, meeting].map((page) => /<p id="field-hears-hint" class="hint">[^<]*sent to Google/.test(page) && /<select id="field-hears"[^>]* aria-describedby="field-hears-hint"/.test(page))
  }
  assert.deepEqual(await said(true), [true, true, true, true])
  assert.deepEqual(await said(false), [false, false, false, false])
  assert.deepEqual(await said(), [false, false, false, false])
})

test('a meeting is started, joined and left with forms alone', async () => {
  const { browse, rooms } = setUp()
  const home = await (await browse('/')).text()
  for (const label of ['Your name', 'I speak', 'I read', 'I hear']) assert.match(home, new RegExp(`<label[^>]*>${label}</label>`))
  const started = await browse('/rooms', FORM)
  assert.equal(started.status, 303)
  const room = started.headers.get('location')!
  assert.match(room, /^\/rooms\/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  const preJoin = await (await browse(room)).text()
  assert.match(preJoin, />Join<\/button>/)
  assert.match(preJoin, /value="Ada"/)
  const join = await browse(`${room}/join`, FORM)
  assert.equal(join.headers.get('location'), room)
  assert.match(join.headers.get('set-cookie')!, /parley-session=.*Path=\/rooms\/[^;]+; HttpOnly; SameSite=Lax/)
  assert.match(await (await browse(room)).text(), /role="log"/)
  assert.equal((await browse(`${room}/leave`, {})).headers.get('location'), '/')
  assert.match(await (await browse(room)).text(), />Join<\/button>/)
  assert.deepEqual(await rooms.participants(room.slice('/rooms/'.length)), [])
})

test('a form with mistakes comes back as it was typed, with a message beside the field', async () => {
  const { browse } = setUp()
  for (const [path, status] of [['/rooms', 422]] as const) {
    const response = await browse(path, { ...FORM, name: '   ', reads: 'xx', speaks: 'pt' })
    assert.equal(response.status, status)
    const html = await response.text()
    assert.match(html, /Enter your name/)
    assert.match(html, /Choose one of the list/)
    assert.match(html, /<option value="pt" selected[^>]*>/)
  }
})

test('HTML and SQL in a name are text', async () => {
  const { browse } = setUp()
  const name = `<script>alert(1)</script>'; DROP TABLE--`
  const room = (await browse('/rooms', { ...FORM, name })).headers.get('location')!
  await browse(`${room}/join`, { ...FORM, name })
  const html = await (await browse(room)).text()
  assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))
  assert.ok(!html.includes('<script>alert'))
})

test('an unknown code is a 404 page for people and a problem for programs', async () => {
  const { browse } = setUp()
  const page = await browse('/rooms/aaaa-bbbb-cccc')
  assert.equal(page.status, 404)
  assert.match(await page.text(), /Meeting not found/)
  const odd = await browse('/rooms/%3Cscript%3E')
  assert.equal(odd.status, 404)
  assert.ok(!(await odd.text()).includes('<script>'))
  const problem = await browse('/rooms/aaaa-bbbb-cccc', undefined, { accept: 'application/json' })
  assert.equal(problem.headers.get('content-type'), 'application/problem+json')
  assert.equal((await browse('/nothing/here')).status, 404)
  assert.equal((await browse('/rooms/%E0%A4%A')).status, 404)
})

test('a full room says so', async () => {
  const { browse, rooms } = setUp()
  const room = (await browse('/rooms', FORM)).headers.get('location')!
  const roomId = room.slice('/rooms/'.length)
  const { peopleMax } = await rooms.find(roomId)
  for (let i = 0; i < peopleMax!; i++) await rooms.join({ roomId, name: `P${i}`, preferences: { speaks: null, reads: 'en', hears: 'original' } })
  const refused = await browse(`${room}/join`, FORM)
  assert.equal(refused.status, 409)
  assert.match(await refused.text(), /This meeting is full/)
})

test('languages are changed by members only, and only to languages that exist', async () => {
  const { browse, rooms, jar } = setUp()
  const room = await joined(browse)
  const roomId = room.slice('/rooms/'.length)
  const peerId = decodeURIComponent(jar.get(`parley-session|${room}`)!).split('.')[0]!.split('/')[1]!
  assert.equal((await browse(`${room}/preferences`, { reads: 'en', speaks: 'auto' })).status, 303)
  assert.deepEqual((await rooms.participant({ roomId, peerId })).preferences, { speaks: null, reads: 'en', hears: 'original' })
  const fragment = await browse(`${room}/preferences`, { reads: 'fr' }, { 'hx-request': 'true' })
  assert.equal(fragment.status, 200)
  assert.match(await fragment.text(), /French can’t be read yet/)
  assert.equal((await browse(`${room}/preferences`, { reads: 'klingon' })).status, 400)
  jar.clear()
  assert.equal((await browse(`${room}/preferences`, { reads: 'pt' })).status, 401)
})

test('a session opens its own room only, and a forged one nothing', async () => {
  const { browse, jar } = setUp()
  const room = await joined(browse)
  const cookie = jar.get(`parley-session|${room}`)!
  const other = (await browse('/rooms', FORM)).headers.get('location')!
  jar.set(`parley-session|${other}`, cookie)
  assert.match(await (await browse(other)).text(), />Join<\/button>/)
  jar.set(`parley-session|${room}`, `${cookie.slice(0, -6)}AAAA%3D`)
  assert.match(await (await browse(room)).text(), />Join<\/button>/)
})

test('what another site posts in a visitor’s name is refused', async () => {
  const { browse } = setUp()
  assert.equal((await browse('/rooms', FORM, { origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await browse('/rooms', FORM, { origin: 'null' })).status, 403)
})

test('a form larger than a form can be is refused', async () => {
  const { browse } = setUp()
  assert.equal((await browse('/rooms', { ...FORM, name: 'x'.repeat(20_000) })).status, 413)
})

test('what is no form, and no room, is refused as such', async () => {
  const { app, browse } = setUp()
  const post = (path: string, body: string, type: string) =>
    app.request(`http://parley.test${path}`, { method: 'POST', headers: { host: 'parley.test', origin: 'http://parley.test', 'content-type': type }, body })
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
    const answer = await post('/rooms', '--x\r\nbroken', type)
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [400, 'application/problem+json'])
  }
  assert.equal((await post('/locale', `locale=pt&next=${'x'.repeat(100_000)}`, 'application/x-www-form-urlencoded')).status, 413)
  for (const code of ['%00', 'a%00b', '%E2%80%AE']) assert.equal((await browse(`/rooms/${code}/leave`, {})).status, 303)
})

test('the hub asks who comes, and from where', async () => {
  const { browse, jar } = setUp()
  const room = await joined(browse)
  const socket = { upgrade: 'websocket' }
  assert.equal(await (await browse(`${room}/hub`, undefined, socket)).text(), 'upgraded')
  assert.equal((await browse(`${room}/hub`, undefined, { ...socket, origin: 'https://elsewhere.example' })).status, 403)
  jar.clear()
  assert.equal((await browse(`${room}/hub`, undefined, socket)).status, 401)
})

test('every page carries the policy that keeps scripts of others out', async () => {
  const { browse } = setUp()
  const { headers } = await browse('/')
  assert.match(headers.get('content-security-policy')!, /script-src 'self'/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('cache-control'), 'no-store')
})

test('readiness names what is missing', async () => {
  assert.equal((await setUp().browse('/healthz')).status, 200)
  const answer = await setUp({ ready: false }).browse('/readyz')
  assert.equal(answer.status, 503)
  assert.deepEqual(await answer.json(), { ready: false, parts: { transcribe: false } })
})

test('pages are in the language that the browser asks for, and in the one that is chosen on them', async () => {
  const { browse } = setUp()
  const vietnamese = await browse('/', undefined, { 'accept-language': 'vi-VN' })
  assert.equal(vietnamese.headers.get('content-language'), 'vi')
  assert.match(await vietnamese.text(), /<html lang="vi".*Bắt đầu cuộc họp/s)
  const room = (await browse('/rooms', FORM)).headers.get('location')!
  const changed = await browse('/locale', { locale: 'pt', next: room })
  assert.equal(changed.status, 303)
  assert.equal(changed.headers.get('location'), room)
  assert.match(await (await browse(room, undefined, { 'accept-language': 'vi' })).text(), /<html lang="pt-BR".*>Entrar<\/button>/s)
  assert.match(await (await browse('/rooms', { ...FORM, name: ' ', reads: 'xx' })).text(), /Digite seu nome.*Escolha um item da lista/s)
  assert.match(await (await browse('/rooms', { ...FORM, name: 'x'.repeat(61) })).text(), /no máximo 60 caracteres/)
  assert.match(await (await browse('/rooms/aaaa-bbbb-cccc')).text(), /Reunião não encontrada/)
  assert.match(await (await browse('/nothing/here')).text(), /Página não encontrada/)
  assert.match(await (await browse(`${room}/preferences`, { reads: 'pt' })).text(), /Entre na conta ou na reunião primeiro/)
})

test('the switch of languages leads to no other site and knows its languages only', async () => {
  const { browse } = setUp()
  for (const next of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example']) {
    assert.equal((await browse('/locale', { locale: 'pt', next })).headers.get('location'), '/')
  }
  const back = await browse('/locale', { locale: 'vi' }, { referer: 'http://parley.test/rooms/aaaa-bbbb-cccc' })
  assert.equal(back.headers.get('location'), '/rooms/aaaa-bbbb-cccc')
  assert.equal((await browse('/locale', { locale: 'xx' })).status, 400)
  assert.equal((await browse('/locale', { locale: 'pt' }, { origin: 'https://elsewhere.example' })).status, 403)
})

test('mounted in another app, it still has its own words for what is not there', async () => {
  const outer = new Hono().get('/gone', (c) => c.notFound())
  mountEdgeApp(outer, setUp().options)
  for (const path of ['/nothing/here', '/gone']) {
    const page = await outer.request(path, { headers: { accept: 'text/html', 'accept-language': 'pt' } })
    assert.deepEqual([path, page.status, page.headers.get('content-language')], [path, 404, 'pt-BR'])
    assert.match(await page.text(), /<h1/)
    const problem = await outer.request(path)
    assert.deepEqual([path, problem.status, problem.headers.get('content-type')], [path, 404, 'application/problem+json'])
  }
})
