import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { meetAcrossLanguages } from './jfk_meeting.ts'
import { startFunction, startParley } from './server.ts'
import type { Started } from './server.ts'

const MESH_KEY = 'a key of this test alone'

describe('a meeting whose functions are processes of their own', () => {
  let functions: Started[]
  let server: Started
  before(async () => {
    functions = await Promise.all([startFunction('transcribe', { MESH_KEY }), startFunction('translate', { MESH_KEY })])
    const [transcribe, translate] = functions
    server = await startParley({ MESH_KEY, TRANSCRIBE_URL: transcribe!.url, TRANSLATE_URL: translate!.url })
  })
  after(async () => {
    for (const each of [server, ...functions]) assert.equal((await each.stop()).code, 0, each.output())
  })

  test('is captioned as in one process', () => meetAcrossLanguages(server))

  test('a function answers nobody without the key', async () => {
    const refused = await fetch(`${functions[1]!.url}/translate`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'hello', from: 'en', to: 'pt' }),
    })
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('content-type'), 'application/problem+json')
  })

  test('readiness says when one is gone', async () => {
    await functions[1]!.stop()
    const answer = await fetch(`${server.url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), { ready: false, parts: { transcribe: true, translate: false, captions: true, database: true, files: true, media: true } })
  })
})
