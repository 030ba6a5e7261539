import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import type { Script } from '../../models/translation/scripted.ts'
import { createTranslateApp } from './app.ts'

function open(script: Script = {}) {
  const translator = createScriptedTranslator(script)
  const app = createTranslateApp({ translator, log: silentLog })
  const post = (body: unknown) => app.request('/translate', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  const problem = async (response: Response) => {
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    return (await response.json()) as { code: string; detail: string }
  }
  return { app, translator, post, problem }
}

test('a text comes back in the other language with the engine that made it', async () => {
  const response = await open().post({ text: 'Hello', from: 'en', to: 'pt' })
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), { language: 'pt', text: '[pt] Hello', engine: 'scripted' })
})

test('an unknown language, a missing field and broken JSON are refused with the field’s name', async () => {
  const { app, post, problem, translator } = open()
  const unknown = await post({ text: 'Hello', from: 'en', to: 'tlh' })
  assert.equal(unknown.status, 400)
  assert.match((await problem(unknown)).detail, /to: Not a language/)
  assert.match((await problem(await post({ from: 'en', to: 'pt' }))).detail, /text: /)
  const broken = await app.request('/translate', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
  assert.equal((await problem(broken)).code, 'invalid-input')
  assert.deepEqual(translator.asked, [])
})

test('5,000 characters are the limit, and a flood of bytes does not reach the parser', async () => {
  const { post, problem } = open()
  assert.equal((await post({ text: 'ç'.repeat(5_000), from: 'pt', to: 'en' })).status, 200)
  const long = await post({ text: 'x'.repeat(5_001), from: 'en', to: 'pt' })
  assert.equal(long.status, 400)
  assert.match((await problem(long)).detail, /5000 characters/)
  const flood = await post({ text: 'x'.repeat(100_000), from: 'en', to: 'pt' })
  assert.equal(flood.status, 413)
  assert.equal((await problem(flood)).code, 'too-large')
})

test('what the engine says stands, and its failure is the server’s', async () => {
  const failing = (error: Error) => open({ before: async () => {
    throw error
  } })
  const none = failing(new DomainError('language-unavailable', 'Cannot translate from English to Welsh yet'))
  const refused = await none.post({ text: 'Hello', from: 'en', to: 'cy' })
  assert.equal(refused.status, 422)
  assert.equal((await none.problem(refused)).detail, 'Cannot translate from English to Welsh yet')
  const down = await failing(new DomainError('model-unavailable', 'The thread has stopped')).post({ text: 'Hello', from: 'en', to: 'pt' })
  assert.equal(down.status, 503)
  assert.equal((await failing(new Error('segmentation fault')).post({ text: 'Hello', from: 'en', to: 'pt' })).status, 500)
})

test('it says what can be read now, and whether it is ready', async () => {
  const { app } = open({ serves: (from, to) => (from === 'en' && to === 'pt') || (from === 'pt' && to === 'en') })
  assert.deepEqual(await (await app.request('/readable')).json(), { languages: ['en', 'pt'] })
  assert.deepEqual(await (await app.request('/pairs?from=en&to=pt')).json(), { available: true })
  assert.deepEqual(await (await app.request('/pairs?from=en&to=fr')).json(), { available: false })
  assert.equal((await app.request('/pairs?from=en')).status, 400)
  assert.equal((await app.request('/readyz')).status, 200)
  const idle = open({ serves: () => false }).app
  assert.equal((await idle.request('/healthz')).status, 200)
  assert.equal((await idle.request('/readyz')).status, 503)
})
