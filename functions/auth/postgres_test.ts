import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import type { Database } from '../../infra/db/db.ts'
import { openPostgres } from '../../infra/db/postgres.ts'
import { accounts, refreshTokens } from '../../infra/db/schema/mod.ts'
import { startPostgres } from '../../tests/servers/postgres.ts'
import type { TestServer } from '../../tests/servers/test_server.ts'
import { createAuth } from './create_auth.ts'
import { openTestAuth } from './testing.ts'

let server: TestServer
let databases: Database[]
let under: Awaited<ReturnType<typeof openTestAuth>>
/** Two processes with connections of their own. */
let edges: ReturnType<typeof createAuth>[]

before(async () => {
  server = await startPostgres()
  databases = [await openPostgres(server.url), await openPostgres(server.url)]
  under = await openTestAuth({ db: databases[0]!.db })
  edges = databases.map(({ db }) => createAuth({ ...under.deps, db }))
})
after(async () => {
  await under?.close()
  for (const database of databases ?? []) await database.close()
  await server?.stop()
})

test('tabs that refresh at two edges at once agree on the next token', async () => {
  const ada = await under.signedUp({ email: 'tabs@example.org' })
  let { refreshToken } = ada
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, tab) => edges[tab % 2]!.refresh(refreshToken)))
    const next = new Set(answers.map((answer) => answer!.refreshToken))
    assert.equal(next.size, 1)
    refreshToken = [...next][0]!
    under.clock.advance(60_000)
  }
  assert.ok(await edges[1]!.authenticate((await edges[0]!.refresh(refreshToken))!.accessToken))
})

test('signing out at one edge while another refreshes leaves no token alive, whoever is first', async () => {
  const ada = await under.signedUp({ email: 'race@example.org' })
  for (let round = 0; round < 20; round++) {
    const { sessionId, refreshToken } = (await edges[0]!.signIn(ada))!
    const out = () => (round % 2 ? edges[1]!.signOut(sessionId) : edges[1]!.signOutEverywhere({ accountId: ada.accountId }))
    await Promise.all(round % 4 < 2 ? [edges[0]!.refresh(refreshToken!), out()] : [out(), edges[0]!.refresh(refreshToken!)])
    const rows = await databases[0]!.db.select().from(refreshTokens).where(eq(refreshTokens.familyId, sessionId))
    assert.ok(rows.length >= 1 && rows.every(({ revokedAt }) => revokedAt !== null))
  }
})

test('one address that is registered many times at once has one account, and a link is used once', async () => {
  const email = 'crowd@example.org'
  const register = (edge: number) => edges[edge % 2]!.register({ email, password: 'difference engine', name: 'Ada', locale: null })
  await Promise.all(Array.from({ length: 6 }, (_, edge) => register(edge)))
  const found = await databases[0]!.db.select().from(accounts).where(eq(accounts.email, email))
  assert.equal(found.length, 1)
  const last = await register(0)
  assert.ok(last.ok)
  const input = { token: under.mailedToken(), registered: last.accountId, password: null }
  const answers = await Promise.allSettled(Array.from({ length: 4 }, (_, edge) => edges[edge % 2]!.verifyEmail(input)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('someone who comes from elsewhere for the first time, twice at once, gets one account', async () => {
  const identity = { issuer: 'https://id.example.org', subject: 'ada', email: 'elsewhere@example.org', emailVerified: true, name: 'Ada' }
  const answers = await Promise.all(Array.from({ length: 4 }, (_, edge) => edges[edge % 2]!.signInWithIdentity(identity)))
  assert.equal(new Set(answers.map(({ accountId }) => accountId)).size, 1)
})
