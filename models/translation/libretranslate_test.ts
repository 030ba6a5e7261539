import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog } from '../../infra/log.ts'
import { createLibreTranslate } from './libretranslate.ts'
import { startLibreTranslate } from './libretranslate_stand_in.ts'

async function open(t: TestContext, { apiKey, own = apiKey, deadlineMs }: { apiKey?: string; own?: string; deadlineMs?: number } = {}) {
  const server = await startLibreTranslate({ apiKey })
  const lines: string[] = []
  const clock = createFakeClock()
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const engine = createLibreTranslate({ url: `${server.url}/`, apiKey: own, log, clock, deadlineMs })
  t.after(async () => {
    await engine.close()
    await server.close()
  })
  await engine.ready
  return { server, engine, clock, lines }
}

test('it serves what the server lists, under the server’s codes', async (t) => {
  const { server, engine } = await open(t)
  assert.equal(engine.serves('en', 'de'), true)
  assert.equal(engine.serves('en', 'zh'), true)
  assert.equal(engine.serves('de', 'vi'), false)
  assert.equal(engine.serves('en', 'en'), false)
  assert.equal(engine.serves('en', 'fr'), false)
  assert.deepEqual(await engine.translate('Hello <b>', { from: 'en', to: 'zh' }), { language: 'zh', text: 'zh-Hans: Hello <b>', engine: 'libretranslate' })
  assert.deepEqual(server.asked, [{ q: 'Hello <b>', source: 'en', target: 'zh-Hans', format: 'text' }])
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'fr' }), { code: 'language-unavailable' })
})

test('the key goes along, and a wrong one is the engine’s failure', async (t) => {
  const { server, engine } = await open(t, { apiKey: 'right' })
  await engine.translate('Hello', { from: 'en', to: 'de' })
  assert.equal(server.asked[0]!.api_key, 'right')
  const wrong = await open(t, { apiKey: 'right', own: 'wrong' })
  await assert.rejects(wrong.engine.translate('Hello', { from: 'en', to: 'de' }), { code: 'model-unavailable', message: /403: Invalid API key/ })
})

test('a busy server is asked again when it says soon, and left when it says later', async (t) => {
  const { server, engine, clock } = await open(t)
  server.next = (response) => {
    response.writeHead(503, { 'retry-after': '1' }).end()
  }
  let done = false
  const patient = engine.translate('Hello', { from: 'en', to: 'de' }).finally(() => {
    done = true
  })
  while (!done) {
    clock.advance(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal((await patient).text, 'de: Hello')
  server.next = (response) => {
    response.writeHead(429, { 'retry-after': '60', 'content-type': 'application/json' }).end('{"error":"Slowdown: 80 per 1 minute"}')
  }
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'de' }), { code: 'too-many-requests', message: /Slowdown/ })
})

test('an answer that is none, a server that hangs and one that is gone are told apart', async (t) => {
  const { server, engine } = await open(t, { deadlineMs: 1_000 })
  server.next = (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
  }
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'de' }), { code: 'model-unavailable', message: /cannot be read/ })
  server.next = () => {}
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'de' }), { code: 'timeout', message: /1000 ms/ })
  await server.close()
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'de' }), { code: 'model-unavailable' })
})

test('a list that could not be had is asked for again', async (t) => {
  const server = await startLibreTranslate()
  const clock = createFakeClock()
  const lines: string[] = []
  server.next = (response) => {
    response.writeHead(500).end()
  }
  const engine = createLibreTranslate({ url: server.url, log: createLog({ level: 'info', write: (line) => lines.push(line) }), clock })
  t.after(async () => {
    await engine.close()
    await server.close()
  })
  await engine.ready
  assert.equal(engine.serves('en', 'de'), false)
  assert.match(lines.join(), /libretranslate-languages-failed.*500/)
  clock.advance(30_000)
  while (!engine.serves('en', 'de')) await new Promise((resolve) => setTimeout(resolve, 5))
})

test('a caller who gave up hears their own reason', async (t) => {
  const { server, engine } = await open(t)
  const controller = new AbortController()
  server.next = () => controller.abort(new Error('gone'))
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'de', signal: controller.signal }), /gone/)
})
