import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import type { Tier } from '../../domain/tier.ts'
import { DomainError } from '../../domain/errors.ts'
import { onProblem } from '../../functions/problem.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createMemoryRateLimit } from '../../infra/rate_limit/memory.ts'
import { createClientAddress } from './client_address.ts'
import { createLimits } from './limit_requests.ts'

function setUp({ outage = false } = {}) {
  const clock = createFakeClock(1_000_000)
  const limits = createLimits({
    rateLimit: createMemoryRateLimit({ clock }),
    clientAddress: createClientAddress({ proxies: 1 }),
    viewer: async (c) => {
      if (outage) throw new DomainError('unavailable', 'Cannot reach the database')
      const tier = c.req.header('x-tier') as Tier | undefined
      return tier ? { accountId: c.req.header('x-account') ?? tier, tier } : null
    },
  })
  const app = new Hono().onError(onProblem(silentLog)).use(limits.requests())
    .get('/', (c) => c.text('page'))
    .get('/jobs', (c) => c.text('jobs'))
    .post('/rooms/abc/leave', (c) => c.text('left'))
    .post('/sign-in', async (c) => {
      await limits.attempt(c, 'sign-in', c.req.query('email'))
      return c.text('tried')
    })
  const ask = async (headers: Record<string, string> = {}, path = '/', method = 'GET') => app.request(path, { method, headers: { 'x-forwarded-for': '192.0.2.1', ...headers } })
  return { clock, ask }
}

async function askUntilRefused(ask: () => Promise<Response>, most: number): Promise<{ allowed: number; refused: Response }> {
  for (let allowed = 0; allowed <= most; allowed++) {
    const response = await ask()
    if (response.status === 429) return { allowed, refused: response }
    assert.equal(response.status, 200)
  }
  throw new Error(`${most} were allowed`)
}

for (const [tier, perHour] of [['free', 100], ['premium', 500], ['pro', 2_000]] as const) {
  test(`${tier}: ${perHour} requests an hour, then 429 that says when to come back`, async () => {
    const { ask, clock } = setUp()
    const first = await ask({ 'x-tier': tier })
    assert.equal(first.headers.get('ratelimit-policy'), `"${tier}-requests";q=${perHour};w=3600`)
    assert.match(first.headers.get('ratelimit')!, new RegExp(`^"${tier}-requests";r=${perHour - 1};t=\\d+$`))
    const { allowed, refused } = await askUntilRefused(() => ask({ 'x-tier': tier }), perHour)
    assert.equal(allowed, perHour - 1)
    assert.equal(refused.headers.get('content-type'), 'application/problem+json')
    assert.match((await refused.json()).detail, new RegExp(`the limit is ${perHour} in an hour`))
    const retryAfterS = Number(refused.headers.get('retry-after'))
    assert.ok(retryAfterS > 0 && retryAfterS <= 3_600 * 2)
    assert.equal((await ask({ 'x-tier': tier, 'x-account': 'another' })).status, 200, 'others are not touched')
    assert.equal((await ask({ 'x-tier': tier }, '/rooms/abc/leave', 'POST')).status, 200, 'leaving is always possible')
    clock.advance(retryAfterS * 1_000)
    assert.equal((await ask({ 'x-tier': tier })).status, 200)
  })
}

test('a page that looks by itself how far something is takes nothing of what its owner may ask, and has a limit of its own', async () => {
  const { ask } = setUp()
  const look = (headers: Record<string, string> = {}) => ask({ 'x-tier': 'free', 'hx-request': 'true', ...headers }, '/jobs')
  const { allowed } = await askUntilRefused(look, 6_001)
  assert.equal(allowed, 6_000)
  const first = await ask({ 'x-tier': 'free' })
  assert.match(first.headers.get('ratelimit')!, /^"free-requests";r=99;/)
  // Opened by a person, by a link or not, it counts.
  assert.match((await ask({ 'x-tier': 'free' }, '/jobs')).headers.get('ratelimit')!, /^"free-requests";r=98;/)
  assert.match((await look({ 'hx-boosted': 'true' })).headers.get('ratelimit')!, /^"free-requests";r=97;/)
  assert.match((await ask({ 'x-tier': 'free', 'hx-request': 'true' })).headers.get('ratelimit')!, /^"free-requests";r=96;/)
})

test('enterprise: no limit, and none is announced', async () => {
  const { ask } = setUp()
  for (let count = 0; count < 2_100; count++) assert.equal((await ask({ 'x-tier': 'enterprise' })).status, 200)
  assert.equal((await ask({ 'x-tier': 'enterprise' })).headers.get('ratelimit'), null)
})

test('guests share the limit of their network, ten times a free account’s', async () => {
  const { ask } = setUp()
  const { allowed } = await askUntilRefused(() => ask(), 1_001)
  assert.equal(allowed, 1_000)
  assert.equal((await ask({ 'x-forwarded-for': '192.0.2.2' })).status, 200)
  assert.equal((await ask({ 'x-tier': 'free' })).status, 200, 'who is signed in has a limit of their own')
})

test('while the database is away everybody counts as a guest', async () => {
  const { ask } = setUp({ outage: true })
  assert.match((await ask({ 'x-tier': 'pro' })).headers.get('ratelimit')!, /^"guest-requests"/)
})

test('guessing a password is limited for one account, for one network, and for one account from everywhere', async () => {
  const { ask, clock } = setUp()
  const guess = (email: string, from = '192.0.2.1') => ask({ 'x-tier': 'enterprise', 'x-forwarded-for': from }, `/sign-in?email=${email}`, 'POST')
  assert.equal((await askUntilRefused(() => guess('ada'), 20)).allowed, 10)
  assert.equal((await guess('ada', '192.0.2.2')).status, 200, 'its owner elsewhere still gets in')
  let name = 0
  assert.equal((await askUntilRefused(() => guess(`person${name++}`), 100)).allowed, 49, 'sixty with the eleven above')
  clock.advance(30 * 60_000)
  let host = 10
  assert.ok((await askUntilRefused(() => guess('ada', `198.51.100.${host++}`), 60)).allowed < 50)
})
