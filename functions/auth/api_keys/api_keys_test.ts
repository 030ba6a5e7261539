import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { API_KEYS_MAX } from '../../../domain/api_key.ts'
import type { ErrorCode } from '../../../domain/errors.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Tier } from '../../../domain/tier.ts'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { accounts, apiKeys } from '../../../infra/db/schema/mod.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import { createLog } from '../../../infra/log.ts'
import { createApiKeys } from './api_keys.ts'

const START_MS = Date.UTC(2026, 10, 24)
const clock = createFakeClock(START_MS)
const logLines: string[] = []
const log = createLog({ level: 'debug', write: (line) => void logLines.push(line) })
let opened: Awaited<ReturnType<typeof openTestDb>>
let keys: ReturnType<typeof createApiKeys>
before(async () => {
  opened = await openTestDb()
  keys = createApiKeys({ db: opened.db, now: clock.now, log })
})
after(() => opened.close())

const refused = (code: ErrorCode) => (error: unknown) => error instanceof DomainError && error.code === code
async function account(tier: Tier = 'pro') {
  const accountId = crypto.randomUUID()
  await opened.db.insert(accounts).values({ accountId, name: 'Ada', email: `${accountId}@example.org`, tier, createdAt: new Date(START_MS) })
  return accountId
}
const make = async (accountId: string) => await keys.create({ accountId, name: 'Build', scopes: ['rooms:read'] })

test('a key works until it is revoked, and neither the database nor the log has it', async () => {
  const accountId = await account()
  const { key, apiKey } = await make(accountId)
  assert.match(key, /^parley_[\w-]{43}$/)
  assert.ok(key.startsWith(apiKey.prefix) && apiKey.prefix.length < 20)
  const holder = (await keys.authenticate(key))!
  assert.equal(holder.viewer.accountId, accountId)
  assert.deepEqual(holder.scopes, ['rooms:read'])
  const [row] = await opened.db.select().from(apiKeys).where(eq(apiKeys.keyId, apiKey.keyId))
  assert.ok(!JSON.stringify(row).includes(key.slice(20)))
  await keys.revoke({ accountId, keyId: apiKey.keyId })
  assert.equal(await keys.authenticate(key), null)
  assert.deepEqual(await keys.list(accountId), [])
  await assert.rejects(keys.revoke({ accountId, keyId: apiKey.keyId }), refused('not-found'))
  assert.ok(logLines.length > 0 && !logLines.join().includes(key.slice(20)))
})

test('what is no key, or looks nearly like one, opens nothing', async () => {
  const { key } = await make(await account())
  const last = key.at(-1) === 'A' ? 'B' : 'A'
  for (const wrong of ['', 'parley_', key.slice(0, -1), key.slice(0, -1) + last, `${key}x`, key.toUpperCase(), ` ${key}`, 'x'.repeat(100_000), "' or 1=1 --", '\u0000']) {
    assert.equal(await keys.authenticate(wrong), null, wrong.slice(0, 60))
  }
})

test('when a key was last used is written at most once a minute', async () => {
  const accountId = await account()
  const { key } = await make(accountId)
  const used = async () => (await keys.list(accountId))[0]!.lastUsedAtMs
  assert.equal(await used(), null)
  await keys.authenticate(key)
  const first = clock.now()
  assert.equal(await used(), first)
  clock.advance(59_000)
  await keys.authenticate(key)
  assert.equal(await used(), first)
  clock.advance(1_000)
  await keys.authenticate(key)
  assert.equal(await used(), first + 60_000)
})

test('free and premium accounts make none, and nobody sees or revokes another’s', async () => {
  for (const tier of ['free', 'premium'] as const) await assert.rejects(make(await account(tier)), (error) => refused('forbidden')(error) && new RegExp(tier).test(String(error)))
  await assert.rejects(make(crypto.randomUUID()), refused('not-found'))
  const [ada, eve] = [await account(), await account('enterprise')]
  const { key, apiKey } = await make(ada)
  assert.deepEqual(await keys.list(eve), [])
  for (const keyId of [apiKey.keyId, 'x', '']) await assert.rejects(keys.revoke({ accountId: eve, keyId }), refused('not-found'))
  assert.ok(await keys.authenticate(key))
})

test('an account has at most fifty keys in use, also when it asks for many at once', async () => {
  const accountId = await account()
  for (let made = 0; made < API_KEYS_MAX - 1; made++) await make(accountId)
  const two = await Promise.allSettled([make(accountId), make(accountId)])
  assert.deepEqual(two.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(make(accountId), /50 are in use/)
  await keys.revoke({ accountId, keyId: (await keys.list(accountId))[0]!.keyId })
  await make(accountId)
})

test('the keys go with their account', async () => {
  const accountId = await account()
  const { key } = await make(accountId)
  await opened.db.delete(accounts).where(eq(accounts.accountId, accountId))
  assert.equal(await keys.authenticate(key), null)
})
