import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedSpeaker } from '../../models/tts/scripted.ts'
import type { VoiceScript } from '../../models/tts/scripted.ts'
import { createMesh } from '../mesh/mesh.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { meshSpeaker } from '../mesh/ports.ts'
import { serveAlone } from '../mesh/serve_alone.ts'
import { createSpeakApp } from './app.ts'

const KEY = 'a key of the mesh for tests'
const post = (app: ReturnType<typeof createSpeakApp>, body: unknown) =>
  app.request('/speak', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** The same function in this process and behind HTTP. */
async function open(t: TestContext, script: VoiceScript = {}): Promise<Mesh[]> {
  const app = createSpeakApp({ speaker: createScriptedSpeaker(script), log: silentLog })
  const alone = serveAlone(app, { key: KEY, log: silentLog })
  const server = createServer(getRequestListener((request) => alone.fetch(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  return [createMesh({ apps: { speak: app } }), createMesh({ apps: {}, urls: { speak: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`] }, key: KEY })]
}

/** A gate that the test opens. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

const never = new AbortController().signal

test('samples come as they were made, here and over HTTP, with who made them', async (t) => {
  for (const mesh of await open(t, { engine: 'piper', sound: () => [Int16Array.of(1, -2, 300), Int16Array.of(-32768, 32767)] })) {
    const { engine, audio } = await meshSpeaker(mesh).speak({ text: 'Hello', language: 'en' }, { signal: never })
    const heard: number[] = []
    for await (const piece of audio) heard.push(...piece)
    assert.equal(engine, 'piper')
    assert.deepEqual(heard, [1, -2, 300, -32768, 32767])
    assert.deepEqual(await meshSpeaker(mesh).spoken(), { languages: [{ language: 'en', engine: 'piper' }, { language: 'pt', engine: 'piper' }], google: false })
  }
})

test('the first sound is heard while the rest is not made yet', async (t) => {
  for (const [index] of [0, 1].entries()) {
    const rest = gate()
    const mesh = (await open(t, { async *sound() {
      yield Int16Array.of(1)
      await rest.opened
      yield Int16Array.of(2)
    } }))[index]!
    const { audio } = await meshSpeaker(mesh).speak({ text: 'Hello', language: 'en' }, { signal: never })
    const pieces = audio[Symbol.asyncIterator]()
    assert.deepEqual((await pieces.next()).value, Int16Array.of(1))
    rest.open()
    assert.deepEqual((await pieces.next()).value, Int16Array.of(2))
    assert.equal((await pieces.next()).done, true)
  }
})

test('whoever stops listening, or gives up, ends the work', async (t) => {
  for (const index of [0, 1]) {
    for (const how of ['leaves', 'aborts'] as const) {
      const ended = gate()
      const mesh = (await open(t, { async *sound(_request, signal) {
        signal.addEventListener('abort', ended.open)
        yield Int16Array.of(1)
        await ended.opened
      } }))[index]!
      const controller = new AbortController()
      const { audio } = await meshSpeaker(mesh).speak({ text: 'Hello', language: 'en' }, { signal: controller.signal })
      const listen = async () => {
        for await (const _ of audio) {
          if (how === 'leaves') break
          controller.abort(new Error('gone'))
        }
      }
      if (how === 'leaves') await listen()
      else await assert.rejects(listen(), /gone/)
      await ended.opened
    }
  }
})

test('a failure before the first sound is an answer, one after it breaks the stream off', async (t) => {
  const broken = await open(t, { async *sound() {
    throw new DomainError('model-unavailable', 'no weights')
  } })
  for (const mesh of broken) await assert.rejects(meshSpeaker(mesh).speak({ text: 'Hello', language: 'en' }, { signal: never }), { code: /model-unavailable|unavailable/ })
  const later = await open(t, { async *sound() {
    yield Int16Array.of(1)
    throw new DomainError('model-unavailable', 'lost')
  } })
  for (const mesh of later) {
    const { audio } = await meshSpeaker(mesh).speak({ text: 'Hello', language: 'en' }, { signal: never })
    await assert.rejects(async () => {
      for await (const _ of audio);
    }, { name: 'DomainError' })
  }
})

test('requests that make no sense are refused with what is wrong', async () => {
  const app = createSpeakApp({ speaker: createScriptedSpeaker(), log: silentLog })
  for (const [body, status, words] of [
    [{ text: 'Hello', language: 'xx' }, 400, /language/],
    [{ text: 'Hello', language: 'en', speed: 9 }, 400, /speed/],
    [{ text: 'a'.repeat(10_000), language: 'en' }, 400, /5000 characters/],
    [{ text: 'a'.repeat(50_000), language: 'en' }, 413, /bytes/],
    [{ language: 'en' }, 400, /text/],
  ] as const) {
    const answer = await post(app, body)
    assert.equal(answer.status, status)
    assert.match(((await answer.json()) as { detail: string }).detail, words)
  }
  assert.equal((await app.request('/readyz')).status, 200)
  const none = createSpeakApp({ speaker: createScriptedSpeaker({ languages: [] }), log: silentLog })
  assert.equal((await none.request('/readyz')).status, 503)
})
