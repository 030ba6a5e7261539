import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asc, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { billingEvents, tierChanges } from '../../infra/db/schema/mod.ts'
import type { TestDb } from '../../infra/db/testing.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { takeBillingEvent } from './billing/take_event.ts'
import { changeTier } from './change_tier.ts'
import type { AccountsDeps } from './change_tier.ts'
import { findAccounts } from './find_accounts.ts'
import { makeAdmin } from './make_admin.ts'
import { addAccount } from './testing.ts'
import { silentLog } from '../../infra/log.ts'

const NOW_MS = Date.UTC(2026, 10, 24)
let opened: TestDb
let deps: AccountsDeps
before(async () => {
  opened = await openTestDb()
  deps = { db: opened.db, now: () => NOW_MS, log: silentLog }
})
after(() => opened.close())

const refused = (code: ErrorCode) => (error: unknown) => error instanceof DomainError && error.code === code
const tierOf = async (email: string) => (await findAccounts(deps, email)).accounts[0]?.tier
const booksOf = (accountId: string) => opened.db.select().from(tierChanges).where(eq(tierChanges.accountId, accountId)).orderBy(asc(tierChanges.sequence))

test('the three ways change the tier and stand in the books; the same tier again does not', async () => {
  const root = await addAccount(opened.db, 'root@example.org', { isAdmin: true })
  const ada = await addAccount(opened.db, 'ada@example.org')
  const changed = await changeTier(deps, { account: { email: 'ada@example.org' }, tier: 'premium' }, { by: 'command' })
  assert.deepEqual(changed, { accountId: ada, email: 'ada@example.org', before: 'free', after: 'premium' })
  await changeTier(deps, { account: { accountId: ada }, tier: 'pro' }, { by: 'admin', actorId: root })
  await changeTier(deps, { account: { accountId: ada }, tier: 'pro' }, { by: 'admin', actorId: root })
  await takeBillingEvent(deps, { id: 'evt_1', type: 'tier.changed', data: { accountId: ada, tier: 'enterprise' } })
  assert.equal(await tierOf('ada@example.org'), 'enterprise')
  assert.deepEqual((await booksOf(ada)).map(({ before, after, by, actorId, changedAt }) => [before, after, by, actorId, changedAt.getTime()]), [
    ['free', 'premium', 'command', null, NOW_MS], ['premium', 'pro', 'admin', root, NOW_MS], ['pro', 'enterprise', 'billing', null, NOW_MS],
  ])
})

test('only administrators change tiers in their own name, and only of accounts that are there', async () => {
  const [bea, eve] = [await addAccount(opened.db, 'bea@example.org'), await addAccount(opened.db, 'eve@example.org', { tier: 'enterprise' })]
  await assert.rejects(changeTier(deps, { account: { accountId: bea }, tier: 'pro' }, { by: 'admin', actorId: eve }), refused('forbidden'))
  for (const account of [{ email: 'nobody@example.org' }, { accountId: crypto.randomUUID() }, { accountId: "x' or 1=1" }]) {
    await assert.rejects(changeTier(deps, { account, tier: 'pro' }, { by: 'command' }), refused('not-found'))
  }
  assert.equal(await tierOf('bea@example.org'), 'free')
})

test('an event of the billing provider counts once, and not at all when it fails', async () => {
  const cleo = await addAccount(opened.db, 'cleo@example.org')
  const event = { id: 'evt_2', type: 'tier.changed', data: { email: 'cleo@example.org', tier: 'pro' } } as const
  const both = await Promise.all([takeBillingEvent(deps, event), takeBillingEvent(deps, event)])
  assert.deepEqual(both.map(({ taken }) => taken).sort(), [false, true])
  await changeTier(deps, { account: { accountId: cleo }, tier: 'free' }, { by: 'command' })
  assert.deepEqual(await takeBillingEvent(deps, event), { taken: false })
  assert.equal(await tierOf('cleo@example.org'), 'free', 'a repeated event changes nothing')
  const early = { id: 'evt_3', type: 'tier.changed', data: { email: 'dora@example.org', tier: 'pro' } } as const
  await assert.rejects(takeBillingEvent(deps, early), refused('not-found'))
  assert.deepEqual(await opened.db.select().from(billingEvents).where(eq(billingEvents.eventId, 'evt_3')), [])
  await addAccount(opened.db, 'dora@example.org')
  assert.deepEqual(await takeBillingEvent(deps, early), { taken: true }, 'it may come again')
})

test('a search takes what is typed as it is, and says when there are more', async () => {
  for (const email of ['per%cent@example.net', 'per_cent@example.net', 'percent@example.net']) await addAccount(opened.db, email)
  const found = async (query: string) => (await findAccounts(deps, query)).accounts.map(({ email }) => email).sort()
  assert.deepEqual(await found('R%'), ['per%cent@example.net'])
  assert.deepEqual(await found('r_c'), ['per_cent@example.net'])
  assert.deepEqual(await found('\\'), [])
  assert.equal((await findAccounts(deps, 'example.net', { limit: 2 })).more, true)
  assert.equal((await findAccounts(deps, 'example.net', { limit: 3 })).more, false)
})

test('an administrator has a confirmed address', async () => {
  await addAccount(opened.db, 'fay@example.org')
  assert.equal((await makeAdmin(deps, { email: 'fay@example.org' })).email, 'fay@example.org')
  assert.equal((await findAccounts(deps, 'fay@')).accounts[0]!.isAdmin, true)
  await makeAdmin(deps, { email: 'fay@example.org' }, { admin: false })
  assert.equal((await findAccounts(deps, 'fay@')).accounts[0]!.isAdmin, false)
  await addAccount(opened.db, 'gil@example.org', { verified: false })
  await assert.rejects(makeAdmin(deps, { email: 'gil@example.org' }), refused('conflict'))
  await assert.rejects(makeAdmin(deps, { email: 'nobody@example.org' }), refused('not-found'))
})
