import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import type { Script } from '../../models/translation/scripted.ts'
import { createTranslateApp } from '../translate/app.ts'
import { createMesh } from './mesh.ts'
import { meshRecogniser, meshTranslator } from './ports.ts'
import { requiredMeshKey, serveAlone } from './serve_alone.ts'
import type { Served } from './serve_alone.ts'
import { unwrap } from './unwrap.ts'

const KEY = 'a key of the mesh for tests'
const pair = { from: 'en', to: 'pt' } as const

const translateApp = (script: Script = {}) => createTranslateApp({ translator: createScriptedTranslator(script), log: silentLog })
const alone = (app: Served) => serveAlone(app, { key: KEY, log: silentLog })

/** Serves an app on a port of its own; the test's end closes it. */
async function listen(t: TestContext, app: Served): Promise<string> {
  const server = createServer(getRequestListener((request) => app.fetch(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address where nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return `http://127.0.0.1:${port}`
}

const busy: Served = { fetch: () => Response.json({ code: 'model-unavailable', detail: 'warming' }, { status: 503 }) }

test('the same call works in process and over HTTP', async (t) => {
  const near = createMesh({ apps: { translate: translateApp() } })
  const far = createMesh({ apps: {}, urls: { translate: [await listen(t, alone(translateApp()))] }, key: KEY })
  for (const mesh of [near, far]) {
    assert.equal((await meshTranslator(mesh).translate('Hello', pair)).text, '[pt] Hello')
    assert.equal((await unwrap(mesh.client('translate').pairs.$get({ query: pair }))).available, true)
    assert.ok((await meshTranslator(mesh).readable()).includes('pt'))
  }
})

test('an error of the other side arrives as the error that it was', async (t) => {
  const app = translateApp({ before: async () => {
    throw new DomainError('language-unavailable', 'Cannot translate from English to Welsh yet')
  } })
  for (const mesh of [createMesh({ apps: { translate: app } }), createMesh({ apps: {}, urls: { translate: [await listen(t, alone(app))] }, key: KEY })]) {
    await assert.rejects(meshTranslator(mesh).translate('Hello', { from: 'en', to: 'cy' }), {
      name: 'DomainError', code: 'language-unavailable', message: 'Cannot translate from English to Welsh yet',
    })
  }
})

test('a stranger is refused, probes are not, and a wrong key is our own mistake', async (t) => {
  const url = await listen(t, alone(translateApp()))
  const post = (headers: Record<string, string>) => fetch(`${url}/translate`, { method: 'POST', headers, body: '{}' })
  assert.equal((await post({})).status, 401)
  assert.equal((await post({ authorization: 'Bearer ' })).status, 401)
  assert.equal((await fetch(`${url}/readable`)).status, 401)
  assert.equal((await fetch(`${url}/healthz`)).status, 200)
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  const mesh = createMesh({ apps: {}, urls: { translate: [url] }, key: 'some other key' })
  await assert.rejects(meshTranslator(mesh).translate('Hello', pair), { code: 'internal', message: /MESH_KEY/ })
})

test('a function does not start without a key', () => {
  assert.throws(() => requiredMeshKey({}), /MESH_KEY/)
  assert.equal(requiredMeshKey({ MESH_KEY: KEY }), KEY)
})

test('a replica that is busy or gone gives way to another', async (t) => {
  const good = await listen(t, alone(translateApp()))
  for (const bad of [await listen(t, busy), await deadUrl()]) {
    const translator = meshTranslator(createMesh({ apps: {}, urls: { translate: [bad, good] }, key: KEY }))
    for (const text of ['one', 'two', 'three']) assert.equal((await translator.translate(text, pair)).text, `[pt] ${text}`)
  }
})

test('the only replica is asked once more', async (t) => {
  let calls = 0
  const app = alone(translateApp())
  const url = await listen(t, { fetch: (request) => (++calls === 1 ? busy.fetch(request) : app.fetch(request)) })
  const translator = meshTranslator(createMesh({ apps: {}, urls: { translate: [url] }, key: KEY }))
  assert.equal((await translator.translate('Hello', pair)).text, '[pt] Hello')
  assert.equal(calls, 2)
})

test('when no replica answers, the call is temporarily unavailable', async (t) => {
  const gone = createMesh({ apps: {}, urls: { translate: [await deadUrl()] }, key: KEY })
  await assert.rejects(meshTranslator(gone).translate('Hello', pair), { code: 'unavailable', retryable: true })
  const warming = createMesh({ apps: {}, urls: { translate: [await listen(t, busy)] }, key: KEY })
  await assert.rejects(meshTranslator(warming).translate('Hello', pair), { code: 'model-unavailable', message: 'warming' })
})

test('a function that hangs is given up at the deadline, and its work is called off', async (t) => {
  const calledOff: string[] = []
  const app = (name: string) => translateApp({ before: (_text, signal) => new Promise((_, reject) => {
    signal!.addEventListener('abort', () => {
      calledOff.push(name)
      reject(signal!.reason)
    })
  }) })
  const near = createMesh({ apps: { translate: app('near') }, deadlineMs: 30 })
  await assert.rejects(meshTranslator(near).translate('Hello', pair), { code: 'timeout', message: /"translate".*30 ms/ })
  const far = createMesh({ apps: {}, urls: { translate: [await listen(t, alone(app('far')))] }, key: KEY, deadlineMs: 300 })
  await assert.rejects(meshTranslator(far).translate('Hello', pair), { code: 'timeout' })
  assert.ok(calledOff.includes('near'))
})

test('a caller who gave up hears their own reason', async () => {
  const controller = new AbortController()
  const mesh = createMesh({ apps: { translate: translateApp({ before: () => new Promise(() => controller.abort(new Error('gone'))) }) } })
  await assert.rejects(meshTranslator(mesh).translate('Hello', { ...pair, signal: controller.signal }), /gone/)
})

test('an answer that is no problem+json is not taken for one', async (t) => {
  const proxy: Served = { fetch: () => new Response('<h1>Bad gateway</h1>', { status: 502 }) }
  const mesh = createMesh({ apps: {}, urls: { translate: [await listen(t, proxy)] }, key: KEY })
  await assert.rejects(meshTranslator(mesh).translate('Hello', pair), { code: 'internal', message: /502/ })
})

test('a function that is nowhere is said to be so', async () => {
  await assert.rejects(meshTranslator(createMesh({ apps: {} })).translate('Hello', pair), { code: 'internal', message: /"translate"/ })
})

test('audio travels as bytes and its transcript comes back', async (t) => {
  const heard: { type: string | undefined; query: Record<string, string>; samples: number[] }[] = []
  const transcribe = new Hono().post('/transcribe', async (context) => {
    const bytes = await context.req.arrayBuffer()
    heard.push({ type: context.req.header('content-type'), query: { ...context.req.query() }, samples: [...new Float32Array(bytes)] })
    return context.json({
      text: 'Hello.', language: 'en', languageProbability: 1, confidence: 0.9, phrases: [], filtered: null, tokens: [],
      timing: { melMs: 1, encodeMs: 1, decodeMs: 1, windowMs: 8_000, attempts: 1 }, model: 'scripted',
    })
  })
  // A view into a larger buffer: only its own samples may travel.
  const pcm = new Float32Array([9, 9, 0.5, -0.25, 1, 9]).subarray(2, 5)
  for (const mesh of [createMesh({ apps: { transcribe } }), createMesh({ apps: {}, urls: { transcribe: [await listen(t, alone(transcribe))] }, key: KEY })]) {
    const transcript = await meshRecogniser(mesh).recognise(pcm, { language: 'en', window: 'sized' })
    assert.equal(transcript.text, 'Hello.')
    assert.deepEqual(heard.pop(), { type: 'application/octet-stream', query: { language: 'en', window: 'sized' }, samples: [0.5, -0.25, 1] })
  }
})
