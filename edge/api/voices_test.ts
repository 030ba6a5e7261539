import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SCOPES } from '../../domain/api_key.ts'
import type { Scope } from '../../domain/api_key.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import { changeTier } from '../../functions/accounts/change_tier.ts'
import { openAdministeredEdge } from '../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

async function program({ scopes = SCOPES, agrees = true }: { scopes?: readonly Scope[]; agrees?: boolean } = {}) {
  const { accountId } = await edge.signedUp({ tier: 'pro' })
  if (agrees) await edge.ownVoices.agree(accountId)
  const { key } = await edge.keys.create({ accountId, name: 'Program', scopes })
  const ask = (path: string, init: RequestInit = {}) =>
    edge.app.request(`http://parley.test/api/v1${path}`, { ...init, headers: { host: 'parley.test', authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream', ...init.headers } })
  return { accountId, ask }
}

async function refused(answer: Response, status: number, detail: RegExp) {
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [status, 'application/problem+json'])
  assert.match((await answer.json()).detail, detail)
}

test('a program adds a voice, sees what became of it, and deletes it', async () => {
  const { accountId, ask } = await program()
  const added = await ask('/voices?name=Studio', { method: 'POST', body: new Uint8Array(3_000) })
  assert.equal(added.status, 202)
  const { voiceId } = await added.json()
  await edge.ownVoices.makeReady(accountId, voiceId)
  const list = await (await ask('/voices')).json()
  assert.deepEqual([list.samples, list.samplesMax, list.items.length], [1, null, 1])
  const [voice] = list.items
  assert.deepEqual([voice.voiceId, voice.name, voice.state, voice.chosen, voice.sample.speechMs, voice.sample.refusal], [voiceId, 'Studio', 'ready', true, 20_000, null])
  const other = await program()
  await refused(await other.ask(`/voices/${voiceId}`, { method: 'DELETE' }), 404, /no such voice/)
  assert.deepEqual(await (await ask(`/voices/${voiceId}`, { method: 'DELETE' })).json(), { deleted: true })
  assert.deepEqual(await edge.ownVoices.files(accountId), [])
})

test('refusals are problems: no consent, no scope, no name, nothing sent, too much sent', async () => {
  const silent = await program({ agrees: false })
  await refused(await silent.ask('/voices?name=Mine', { method: 'POST', body: new Uint8Array(10) }), 403, /agree first/)
  const reader = await program({ scopes: ['voices:read'] })
  await refused(await reader.ask('/voices?name=Mine', { method: 'POST', body: new Uint8Array(10) }), 403, /scope voices:write/)
  assert.equal((await reader.ask('/voices')).status, 200)
  const { accountId, ask } = await program()
  await refused(await ask('/voices?name=%20', { method: 'POST', body: new Uint8Array(10) }), 422, /name/)
  await refused(await ask('/voices?name=Mine', { method: 'POST' }), 400, /body of the request/)
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => (sent++ > 100 ? controller.close() : controller.enqueue(new Uint8Array(1024 * 1024))) }, { highWaterMark: 0 })
  const large = { method: 'POST', body: endless, duplex: 'half', headers: { 'transfer-encoding': 'chunked' } } as RequestInit
  await refused(await ask('/voices?name=Large', large), 413, /larger than/)
  assert.ok(sent <= SAMPLE_MAX_BYTES / (1024 * 1024) + 3, `${sent} MB were read`)
  assert.deepEqual(await edge.ownVoices.files(accountId), [])
})

test('plans without the API do not reach voices by it', async () => {
  const { accountId, ask } = await program()
  const { voiceId } = await (await ask('/voices?name=Studio', { method: 'POST', body: new Uint8Array(3_000) })).json()
  for (const tier of ['premium', 'free'] as const) {
    await changeTier({ db: edge.db, now: edge.clock.now, log: edge.ownVoices.deps.log }, { account: { accountId }, tier }, { by: 'command' })
    const why = new RegExp(`${tier} tier`)
    await refused(await ask('/voices'), 403, why)
    await refused(await ask('/voices?name=Another', { method: 'POST', body: new Uint8Array(3_000) }), 403, why)
    await refused(await ask(`/voices/${voiceId}`, { method: 'DELETE' }), 403, why)
  }
  assert.deepEqual((await edge.ownVoices.voices.list(accountId)).voices.map((voice) => voice.voiceId), [voiceId])
})
