import { test } from 'node:test'
import assert from 'node:assert/strict'
import { speakAll } from './cloner_contract.ts'
import { noCloner } from './none.ts'

test('without an engine everything is refused for good, with the cause', async () => {
  const cloner = noCloner('XTTS_URL is not set')
  assert.deepEqual([cloner.engine, await cloner.ready(), await cloner.languages()], ['none', false, []])
  const expected = { code: 'clone-unavailable', retryable: false, message: /XTTS_URL is not set/ }
  await assert.rejects(cloner.embed([new Int16Array(24_000)]), expected)
  await assert.rejects(speakAll(cloner, { text: 'Hello', language: 'en', embedding: new Uint8Array(1) }), expected)
  await cloner.close()
})
