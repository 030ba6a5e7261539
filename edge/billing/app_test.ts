import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { addAccount } from '../../functions/accounts/testing.ts'
import { signBody } from '../../functions/accounts/billing/signature.ts'
import { accounts, billingEvents } from '../../infra/db/schema/mod.ts'
import { BILLING_SECRET, openAdministeredEdge } from '../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

let count = 0
const event = (data: object, over: object = {}) => JSON.stringify({ id: `evt_${++count}`, type: 'tier.changed', data, ...over })
const tierOf = async (email: string) => (await edge.db.select().from(accounts).where(eq(accounts.email, email)))[0]!.tier

async function send(body: string, { header }: { header?: string | null } = {}) {
  const signature = header === undefined ? signBody({ body, secret: BILLING_SECRET, nowMs: edge.clock.now() }) : header
  return await edge.app.request('http://parley.test/billing/webhook', {
    method: 'POST', body, headers: { host: 'parley.test', 'content-type': 'application/json', ...(signature === null ? {} : { 'parley-signature': signature }) },
  })
}

test('a signed event changes the plan, once', async () => {
  await addAccount(edge.db, 'ada@example.org')
  const body = event({ email: 'Ada@Example.org', tier: 'pro' })
  const taken = await send(body)
  assert.equal(taken.status, 200)
  assert.deepEqual(await taken.json(), { taken: true })
  assert.equal(await tierOf('ada@example.org'), 'pro')
  await send(event({ email: 'ada@example.org', tier: 'free' }))
  const again = await send(body)
  assert.deepEqual(await again.json(), { taken: false })
  assert.equal(await tierOf('ada@example.org'), 'free')
})

test('unsigned, forged, changed and late events change nothing', async () => {
  await addAccount(edge.db, 'bea@example.org')
  const body = event({ email: 'bea@example.org', tier: 'enterprise' })
  const signed = signBody({ body, secret: BILLING_SECRET, nowMs: edge.clock.now() })
  const late = signBody({ body, secret: BILLING_SECRET, nowMs: edge.clock.now() - 301_000 })
  for (const header of [null, '', 'v1=', signBody({ body, secret: 'a guess', nowMs: edge.clock.now() }), late, signed.replace(/^t=\d+/, 't=1')]) {
    const refused = await send(body, { header })
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('content-type'), 'application/problem+json')
  }
  assert.equal((await send(body.replace('bea@', 'ada@'), { header: signed })).status, 401)
  assert.equal(await tierOf('bea@example.org'), 'free')
  const kept = await edge.db.select().from(billingEvents).where(eq(billingEvents.eventId, JSON.parse(body).id))
  assert.deepEqual(kept, [])
})

test('what is no such event is refused with what is wrong in it', async () => {
  assert.equal((await send('{')).status, 400)
  const wrong = await send(event({ tier: 'gold', email: 'ada@example.org' }))
  assert.equal(wrong.status, 422)
  assert.match((await wrong.json()).detail, /data\.tier/)
  assert.equal((await send(event({ tier: 'pro' }))).status, 422)
  assert.equal((await send(event({ tier: 'pro', email: 'ada@example.org', accountId: crypto.randomUUID() }))).status, 422)
  assert.equal((await send(event({ tier: 'pro', email: 'ada@example.org' }, { type: 'invoice.paid' }))).status, 422)
  assert.equal((await send(event({ tier: 'pro', email: 'nobody@example.org' }))).status, 404)
  assert.equal((await send(`{"x":"${'x'.repeat(70_000)}"}`)).status, 413)
})
