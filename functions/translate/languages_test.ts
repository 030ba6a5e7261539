import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from '../../domain/language.ts'
import type { LanguageState } from '../../domain/language_state.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createFirefox } from '../../models/translation/firefox/engine.ts'
import { openFirefoxPairs } from '../../models/translation/firefox/pairs.ts'
import { startRemoteSettings } from '../../models/translation/firefox/remote_settings_stand_in.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import { createTranslateApp } from './app.ts'
import { createLanguages } from './languages.ts'

const FILES = { model: new Uint8Array(50_000).fill(7), lex: new Uint8Array(1_000).fill(8), vocab: new Uint8Array(500).fill(9) }
const BYTES = 51_500
const NEAR = [{ id: 'pt-en', from: 'pt', to: 'en' }, { id: 'en-pt', from: 'en', to: 'pt' }] as const

/** A translate function whose bundled engine knows English and Portuguese, and whose registry has a few more. */
async function open(t: TestContext, { allowed = true, broken = new Set<string>() } = {}) {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-languages-'))
  const server = await startRemoteSettings([
    { from: 'en', to: 'es', files: FILES }, { from: 'de', to: 'en', files: FILES }, { from: 'en', to: 'da', files: FILES },
  ])
  const clock = createFakeClock()
  const pairs = openFirefoxPairs({ cacheFolder, url: server.url, log: silentLog, clock })
  const near = createScriptedTranslator({ serves: (from, to) => NEAR.some((pair) => pair.from === from && pair.to === to) })
  const engine = await createFirefox({
    pairs, near: { translator: near, directions: NEAR }, log: silentLog, clock,
    async load({ id }) {
      if (broken.has(id)) throw new Error('not a model')
      return createScriptedTranslator({ engine: id })
    },
  })
  const translator = { ...engine, serves: (from: Language, to: Language) => near.serves(from, to) || engine.serves(from, to) }
  const languages = createLanguages({ translator, firefox: { engine, pairs }, allowed, log: silentLog, clock })
  t.after(async () => {
    await languages.close()
    await engine.close()
    await server.close()
    await rm(cacheFolder, { recursive: true })
  })
  const app = createTranslateApp({ translator, languages, log: silentLog })
  const prepare = async (body: { from: Language | null; to: Language; again?: boolean }) => {
    const response = await app.request('/languages/prepare', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    return (await response.json()) as LanguageState
  }
  /** As a page does: looks until it is no longer on the way. */
  const settled = async (wish: { from: Language | null; to: Language; again?: boolean }) => {
    for (let state = await prepare(wish); ; state = await prepare({ ...wish, again: false })) {
      if (state.state !== 'fetching') return state
      await new Promise(setImmediate)
    }
  }
  const states = async () => ((await (await app.request('/languages')).json()) as { languages: Record<string, LanguageState> }).languages
  return { app, server, clock, prepare, settled, states, translator }
}

test('the menu knows what is here, what can be fetched and what cannot, and asks nobody for it', async (t) => {
  const { states, server } = await open(t)
  const menu = await states()
  assert.deepEqual([menu.en, menu.pt], [{ state: 'here' }, { state: 'here' }])
  assert.deepEqual(menu.es, { state: 'fetchable', bytes: null })
  assert.equal(menu.yo, undefined)
  assert.deepEqual(server.seen, [])
})

test('a language that somebody picks is fetched, with its size and progress, and is then here', async (t) => {
  const { prepare, settled, states, server, translator } = await open(t)
  let release = () => {}
  const arrived = new Promise<void>((resolve) => {
    server.spoil = (response, bytes, kind) => {
      if (kind !== 'model') return false
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 20_000))
      release = () => response.end(bytes.subarray(20_000))
      resolve()
      return true
    }
  })
  assert.deepEqual(await prepare({ from: null, to: 'es' }), { state: 'fetching', doneBytes: 0, totalBytes: null })
  await arrived
  for (;;) {
    const state = await prepare({ from: 'pt', to: 'es' })
    assert.equal(state.state, 'fetching')
    // A runtime may hand over what arrived in pieces of its own.
    if (state.state === 'fetching' && state.doneBytes === 20_000) {
      assert.equal(state.totalBytes, BYTES)
      break
    }
    await new Promise(setImmediate)
  }
  assert.deepEqual((await states()).es, { state: 'fetching', doneBytes: 20_000, totalBytes: BYTES })
  release()
  assert.deepEqual(await settled({ from: null, to: 'es' }), { state: 'here' })
  assert.equal((await translator.translate('Hello', { from: 'en', to: 'es' })).text, '[es] Hello')
  const menu = await states()
  assert.deepEqual([menu.es, menu.da], [{ state: 'here' }, { state: 'fetchable', bytes: BYTES }])
})

test('two languages that both lack a half of the way get both halves', async (t) => {
  const { settled, translator } = await open(t)
  assert.deepEqual(await settled({ from: 'de', to: 'es' }), { state: 'here' })
  assert.equal((await translator.translate('Hallo', { from: 'de', to: 'es' })).text, '[es] [en] Hallo')
})

test('a text in a language that is missing brings it, so that the next one is translated', async (t) => {
  const { app, settled } = await open(t)
  const say = () => app.request('/translate', { method: 'POST', body: JSON.stringify({ text: 'Hallo', from: 'de', to: 'pt' }), headers: { 'content-type': 'application/json' } })
  assert.equal((await say()).status, 422)
  assert.deepEqual(await settled({ from: 'de', to: 'pt' }), { state: 'here' })
  assert.equal((await say()).status, 200)
})

test('a failure is said and stays until somebody asks again, or a while has gone by', async (t) => {
  const { prepare, settled, server, clock } = await open(t)
  server.spoil = (response) => {
    response.writeHead(404).end()
    return true
  }
  assert.deepEqual(await settled({ from: null, to: 'es' }), { state: 'unavailable', reason: 'refused' })
  server.spoil = null
  const asked = server.seen.length
  assert.deepEqual(await prepare({ from: null, to: 'es' }), { state: 'unavailable', reason: 'refused' })
  assert.equal(server.seen.length, asked)
  assert.deepEqual(await settled({ from: null, to: 'es', again: true }), { state: 'here' })
  server.spoil = (response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes.map((byte) => byte ^ 1))
    return true
  }
  assert.deepEqual(await settled({ from: null, to: 'da' }), { state: 'unavailable', reason: 'damaged' })
  server.spoil = null
  clock.advance(10 * 60_000)
  assert.deepEqual(await settled({ from: null, to: 'da' }), { state: 'here' })
})

test('without a network, and with weights that do not work, it says so', async (t) => {
  const offline = await open(t)
  await offline.server.close()
  assert.deepEqual(await offline.settled({ from: null, to: 'es' }), { state: 'unavailable', reason: 'offline' })
  const broken = await open(t, { broken: new Set(['firefox-en-es']) })
  assert.deepEqual(await broken.settled({ from: null, to: 'es' }), { state: 'unavailable', reason: 'failed' })
  assert.equal(broken.translator.serves('en', 'es'), false)
})

test('what no registry has, and what the operator does not allow, is not fetched', async (t) => {
  const { settled } = await open(t)
  assert.deepEqual(await settled({ from: null, to: 'yo' }), { state: 'unavailable', reason: 'none' })
  const strict = await open(t, { allowed: false })
  assert.deepEqual(await strict.settled({ from: null, to: 'es' }), { state: 'unavailable', reason: 'forbidden' })
  assert.deepEqual((await strict.states()).es, { state: 'unavailable', reason: 'forbidden' })
  assert.deepEqual(strict.server.seen, [])
})

test('a language that Parley does not know is refused', async (t) => {
  const { app } = await open(t)
  const response = await app.request('/languages/prepare', { method: 'POST', body: '{"from":null,"to":"../x"}', headers: { 'content-type': 'application/json' } })
  assert.equal(response.status, 400)
})
