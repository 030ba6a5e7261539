import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { refreshTokens, signingKeys } from '../../infra/db/schema/mod.ts'
import { createAuth } from './create_auth.ts'
import { openTestAuth } from './testing.ts'

let under: Awaited<ReturnType<typeof openTestAuth>>
before(async () => {
  under = await openTestAuth()
})
after(() => under.close())

let count = 0
/** Another address for each test: they share a database. */
const freshEmail = () => `person${++count}@example.org`

test('a refresh token works once; used again later it ends the sign-in on both sides', async () => {
  const { auth, clock, logLines } = under
  const first = await under.signedUp({ email: freshEmail() })
  clock.advance(15 * 60_000)
  assert.equal(await auth.authenticate(first.accessToken), null, 'fifteen minutes')
  const second = (await auth.refresh(first.refreshToken))!
  assert.notEqual(second.refreshToken, first.refreshToken)
  assert.ok(await auth.authenticate(second.accessToken))
  clock.advance(11_000)
  assert.equal(await auth.refresh(first.refreshToken), null)
  assert.equal(await auth.refresh(second.refreshToken!), null)
  assert.equal(await auth.authenticate(second.accessToken), null)
  assert.ok(logLines.some((line) => line.includes('session-reused') && line.includes(first.accountId)))
  assert.ok(!logLines.some((line) => line.includes(first.refreshToken)))
})

test('tabs that ask at once get the same next token, and no second line of tokens begins', async () => {
  const { auth, clock } = under
  const { refreshToken } = await under.signedUp({ email: freshEmail() })
  const answers = await Promise.all(Array.from({ length: 4 }, () => auth.refresh(refreshToken)))
  const next = answers[0]!.refreshToken!
  for (const answer of answers) {
    assert.equal(answer!.refreshToken, next)
    assert.ok(await auth.authenticate(answer!.accessToken))
  }
  clock.advance(5_000)
  assert.equal((await auth.refresh(refreshToken))!.refreshToken, next, 'an answer that was lost is given again')
  assert.ok((await auth.refresh(next))!.refreshToken)
  // The next one is used by now, so whoever comes with the first is not a tab of the same browser.
  assert.equal(await auth.refresh(refreshToken), null)
  assert.equal(await auth.refresh(next), null)
})

test('thirty days without a visit end a sign-in', async () => {
  const { auth, clock } = under
  const { refreshToken } = await under.signedUp({ email: freshEmail() })
  clock.advance(30 * 24 * 3_600_000)
  assert.equal(await auth.refresh(refreshToken), null)
})

test('signing out everywhere ends every device at once, and nobody else’s', async () => {
  const { auth } = under
  const here = await under.signedUp({ email: freshEmail() })
  const there = (await auth.signIn(here))!
  const other = await under.signedUp({ email: freshEmail() })
  await auth.signOutEverywhere({ accountId: here.accountId })
  for (const { accessToken, refreshToken } of [here, there]) {
    assert.equal(await auth.authenticate(accessToken), null)
    assert.equal(await auth.refresh(refreshToken!), null)
  }
  assert.ok(await auth.authenticate(other.accessToken))
})

test('signing out while a tab refreshes leaves no token alive', async () => {
  const { auth, db } = under
  const { sessionId, refreshToken, accountId } = await under.signedUp({ email: freshEmail() })
  await Promise.all([auth.refresh(refreshToken), auth.signOut(sessionId), auth.signOutEverywhere({ accountId })])
  const rows = await db.select().from(refreshTokens).where(eq(refreshTokens.familyId, sessionId))
  assert.ok(rows.length >= 1 && rows.every(({ revokedAt }) => revokedAt !== null))
})

test('a key signs for thirty days; what it signed stays valid until it expires', async () => {
  const { auth, deps, db, clock } = under
  const ada = await under.signedUp({ email: freshEmail() })
  const [{ keys: before }, rows] = [await auth.jwks(), await db.select().from(signingKeys)]
  for (const { privateJwk } of rows) assert.ok(!privateJwk.includes('"d"') && !Buffer.from(privateJwk, 'base64url').includes('"d"'), 'sealed')
  for (const key of before) assert.equal(key.d, undefined)
  const lastMs = Math.max(...rows.map(({ createdAt }) => createdAt.getTime())) + 30 * 24 * 3_600_000 - 60_000
  clock.advance(lastMs - clock.now())
  const late = (await auth.signIn(ada))!
  clock.advance(120_000)
  const next = (await auth.signIn(ada))!
  const kid = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string
  assert.notEqual(kid(next.accessToken), kid(late.accessToken))
  for (const token of [late, next]) assert.ok(await auth.authenticate(token.accessToken))
  const other = createAuth(deps)
  for (const token of [late, next]) assert.ok(await other.authenticate(token.accessToken), 'in another process, too')
  assert.deepEqual((await auth.jwks()).keys.map((key) => key.kid).sort(), [kid(late.accessToken), kid(next.accessToken)].sort())
  clock.advance(16 * 60_000)
  assert.deepEqual((await auth.jwks()).keys.map((key) => key.kid), [kid(next.accessToken)])
  await auth.purge()
  assert.deepEqual((await db.select().from(signingKeys)).map((row) => row.kid), [kid(next.accessToken)])
})

test('two processes with one database accept each other’s sessions, with one secret or two', async () => {
  const { deps, clock } = under
  const [one, two, three] = [createAuth(deps), createAuth(deps), createAuth({ ...deps, secret: 'another secret, as long as the first' })]
  const ada = await under.signedUp({ email: freshEmail() })
  for (const from of [one, two, three]) {
    const session = (await from.signIn(ada))!
    for (const at of [one, two, three]) {
      clock.advance(1_000)
      assert.ok(await at.authenticate(session.accessToken))
    }
  }
  const refreshToken = (await one.signIn(ada))!.refreshToken!
  const [here, there] = [await one.refresh(refreshToken), await three.refresh(refreshToken)]
  assert.ok(here!.refreshToken)
  assert.equal(there!.refreshToken, null, 'it cannot tell the next token, so the browser keeps the one that it got')
  assert.ok(await two.authenticate(there!.accessToken))
})
