import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { accounts, identities, mailTokens, refreshTokens } from '../../infra/db/schema/mod.ts'
import { createAuth } from './create_auth.ts'
import { openTestAuth } from './testing.ts'

let under: Awaited<ReturnType<typeof openTestAuth>>
before(async () => {
  under = await openTestAuth()
})
after(() => under.close())

const notFound = (error: unknown) => error instanceof DomainError && error.code === 'not-found'
const email = 'person@example.org'
let count = 0
/** Another address for each test: they share a database. */
const freshEmail = () => `person${++count}@example.org`

test('register, confirm in the same browser, sign out, sign in', async () => {
  const { auth, mails, mailedToken } = under
  const address = freshEmail()
  const registered = await auth.register({ email: address, password: 'difference engine', name: 'Ada', locale: 'pt' })
  assert.ok(registered.ok)
  assert.equal(mails.at(-1)!.to, address)
  assert.equal(await auth.signIn({ email: address, password: 'difference engine' }), null, 'not before the address is confirmed')
  const verified = await auth.verifyEmail({ token: mailedToken(), registered: registered.accountId, password: null })
  assert.ok(verified.ok)
  const { viewer } = (await auth.authenticate(verified.accessToken))!
  assert.deepEqual(viewer, { accountId: registered.accountId, email: address, name: 'Ada', tier: 'free', isAdmin: false, emailVerified: true, locale: 'pt' })
  await auth.signOut(verified.sessionId)
  assert.equal(await auth.authenticate(verified.accessToken), null, 'at once, not when the token expires')
  assert.equal(await auth.refresh(verified.refreshToken!), null)
  const signedIn = await auth.signIn({ email: address, password: 'difference engine' })
  assert.equal((await auth.authenticate(signedIn!.accessToken))!.viewer.accountId, registered.accountId)
  assert.equal(await auth.signIn({ email: address, password: 'difference engines' }), null)
  assert.equal(await auth.signIn({ email: 'nobody@example.org', password: 'difference engine' }), null)
})

test('a link works once, for a day', async () => {
  const { auth, mailedToken, clock } = under
  const address = freshEmail()
  const registered = await auth.register({ email: address, password: 'difference engine', name: 'Ada', locale: null })
  assert.ok(registered.ok)
  const token = mailedToken()
  assert.equal((await auth.findVerifyLink(token)).email, address)
  await auth.verifyEmail({ token, registered: registered.accountId, password: null })
  await assert.rejects(auth.verifyEmail({ token, registered: registered.accountId, password: null }), notFound)
  await auth.register({ email: freshEmail(), password: 'difference engine', name: 'Ada', locale: null })
  const late = mailedToken()
  clock.advance(24 * 3_600_000)
  await assert.rejects(auth.findVerifyLink(late), notFound)
  for (const broken of ['', 'x', `${late.slice(0, -1)}!`, "' OR 1=1 --"]) await assert.rejects(auth.findVerifyLink(broken), notFound)
})

test('who registers another person’s address gets nothing from their opening the link', async () => {
  const { auth, mailedToken } = under
  const address = freshEmail()
  await auth.register({ email: address, password: 'chosen by a stranger', name: 'Eve', locale: null })
  const strangersLink = mailedToken()
  const refused = await auth.verifyEmail({ token: strangersLink, registered: null, password: 'what the owner would type' })
  assert.deepEqual(refused, { ok: false, errors: { password: 'password-wrong' } })
  assert.deepEqual(await auth.verifyEmail({ token: strangersLink, registered: null, password: null }), refused)
  // The owner registers: the stranger's account and link are gone, and so is the stranger's password.
  const own = await auth.register({ email: address, password: 'chosen by the owner', name: 'Ada', locale: null })
  assert.ok(own.ok)
  const ownLink = mailedToken()
  await assert.rejects(auth.findVerifyLink(strangersLink), notFound)
  // The stranger registers once more: now the owner's browser is not the one that registered.
  await auth.register({ email: address, password: 'chosen by a stranger', name: 'Eve', locale: null })
  await assert.rejects(auth.findVerifyLink(ownLink), notFound)
  assert.equal((await auth.verifyEmail({ token: mailedToken(), registered: own.accountId, password: null })).ok, false)
})

test('registering an address that has an account changes nothing, answers the same, and tells its owner', async () => {
  const { auth, mails } = under
  const ada = await under.signedUp({ email: freshEmail() })
  const again = await auth.register({ email: ada.email, password: 'chosen by a stranger', name: 'Mallory <script>', locale: null })
  const fresh = await auth.register({ email: freshEmail(), password: 'chosen by a stranger', name: 'Mallory', locale: null })
  assert.deepEqual(Object.keys(again), Object.keys(fresh))
  const notice = mails.at(-2)!
  assert.equal(notice.subject, 'exists')
  assert.equal(notice.to, ada.email)
  assert.ok(!notice.text.includes('Mallory'))
  assert.ok(await auth.signIn(ada))
  assert.equal(await auth.signIn({ email: ada.email, password: 'chosen by a stranger' }), null)
})

test('a password that is one’s own address or name is refused', async () => {
  const { auth } = under
  assert.deepEqual(await auth.register({ email, password: email, name: 'Ada', locale: null }), { ok: false, errors: { password: 'password-common' } })
})

test('changing the password needs the present one, ends other sign-ins and tells by mail', async () => {
  const { auth, mails } = under
  const here = await under.signedUp({ email: freshEmail() })
  const there = (await auth.signIn(here))!
  const change = { ...here, newPassword: 'analytical engine' }
  assert.deepEqual(await auth.changePassword({ ...change, password: 'wrong' }), { ok: false, errors: { password: 'password-wrong' } })
  assert.deepEqual(await auth.changePassword({ ...change, newPassword: here.email }), { ok: false, errors: { newPassword: 'password-common' } })
  assert.ok((await auth.changePassword(change)).ok)
  await auth.settle()
  assert.equal(mails.at(-1)!.subject, 'password-changed')
  assert.ok(await auth.authenticate(here.accessToken))
  assert.equal(await auth.authenticate(there.accessToken), null)
  assert.equal(await auth.signIn(here), null)
  assert.ok(await auth.signIn({ email: here.email, password: 'analytical engine' }))
})

test('a reset link works once, for an hour; it ends every sign-in and confirms the address', async () => {
  const { auth, mails, mailedToken, clock } = under
  const ada = await under.signedUp({ email: freshEmail() })
  auth.requestReset({ email: ada.email, locale: null })
  await auth.settle()
  const older = mailedToken()
  auth.requestReset({ email: ada.email, locale: null })
  await auth.settle()
  const token = mailedToken()
  await assert.rejects(auth.findResetLink(older), notFound, 'replaced')
  const reset = await auth.resetPassword({ token, newPassword: 'analytical engine' })
  assert.ok(reset.ok && await auth.authenticate(reset.accessToken))
  await assert.rejects(auth.resetPassword({ token, newPassword: 'once more please' }), notFound)
  assert.equal(await auth.authenticate(ada.accessToken), null)
  assert.equal(await auth.signIn(ada), null)
  const unconfirmed = freshEmail()
  await auth.register({ email: unconfirmed, password: 'forgotten soon', name: 'Bea', locale: null })
  auth.requestReset({ email: unconfirmed, locale: null })
  await auth.settle()
  assert.ok((await auth.resetPassword({ token: mailedToken(), newPassword: 'remembered now' })).ok)
  assert.ok(await auth.signIn({ email: unconfirmed, password: 'remembered now' }))
  const sent = mails.length
  auth.requestReset({ email: 'nobody@example.org', locale: null })
  await auth.settle()
  assert.equal(mails.length, sent)
  auth.requestReset({ email: ada.email, locale: null })
  await auth.settle()
  clock.advance(3_600_000)
  await assert.rejects(auth.findResetLink(mailedToken()), notFound)
})

test('a link for one purpose does not serve another', async () => {
  const { auth, mailedToken } = under
  const ada = await under.signedUp({ email: freshEmail() })
  auth.requestReset({ email: ada.email, locale: null })
  await auth.settle()
  await assert.rejects(auth.findVerifyLink(mailedToken()), notFound)
})

test('a mail that cannot be sent is told to who registers, and logged for a reset', async () => {
  const broken = { delivers: true, send: async () => Promise.reject(new DomainError('unavailable', 'Cannot send mail now')), close: async () => {} }
  const { deps, db, logLines } = under
  const ada = await under.signedUp({ email: freshEmail() })
  const auth = createAuth({ ...deps, mail: broken })
  const address = freshEmail()
  for (const who of [address, ada.email]) {
    await assert.rejects(auth.register({ email: who, password: 'difference engine', name: 'Ada', locale: null }), (error) => error instanceof DomainError && error.code === 'unavailable')
  }
  auth.requestReset({ email: ada.email, locale: null })
  await auth.settle()
  assert.ok(logLines.at(-1)!.includes('mail-reset'))
  assert.equal((await db.select().from(accounts).where(eq(accounts.email, address))).length, 1)
  assert.ok((await under.auth.register({ email: address, password: 'difference engine', name: 'Ada', locale: null })).ok, 'it can be tried again')
})

test('deleting asks for the password, lets others erase first, and leaves no row', async () => {
  const { deps, db } = under
  const ada = await under.signedUp({ email: freshEmail() })
  const erased: string[] = []
  let fails = true
  const auth = createAuth({
    ...deps,
    onDelete: [
      async ({ accountId }) => void erased.push(`rooms of ${accountId}`),
      async () => {
        if (fails) throw new DomainError('unavailable', 'The folder cannot be reached')
      },
    ],
  })
  assert.deepEqual(await auth.deleteAccount({ accountId: ada.accountId, confirmation: 'wrong' }), { ok: false, errors: { password: 'password-wrong' } })
  assert.deepEqual(erased, [])
  await assert.rejects(auth.deleteAccount({ accountId: ada.accountId, confirmation: ada.password }), /folder/)
  assert.ok(await auth.authenticate(ada.accessToken), 'the account stays until everything is gone')
  fails = false
  assert.deepEqual(await auth.deleteAccount({ accountId: ada.accountId, confirmation: ada.password }), { ok: true })
  assert.equal(await auth.authenticate(ada.accessToken), null)
  for (const table of [accounts, refreshTokens, mailTokens]) {
    assert.deepEqual(await db.select().from(table).where(eq(table.accountId, ada.accountId)), [])
  }
})

test('an identity elsewhere opens its account, and is linked by a verified address only', async () => {
  const { auth, db } = under
  const ada = await under.signedUp({ email: freshEmail() })
  const identity = { issuer: 'https://id.example.org', subject: 'ada', email: ada.email, emailVerified: true, name: 'Ada L.' }
  await assert.rejects(auth.signInWithIdentity({ ...identity, emailVerified: false }), (error) => error instanceof DomainError && error.code === 'forbidden')
  await assert.rejects(auth.signInWithIdentity({ ...identity, email: null }), /not verified/)
  assert.equal((await auth.signInWithIdentity(identity)).accountId, ada.accountId)
  assert.equal((await auth.signInWithIdentity({ ...identity, email: null, emailVerified: false })).accountId, ada.accountId, 'known by its subject from now on')
  const bea = await auth.signInWithIdentity({ ...identity, subject: 'bea', email: freshEmail(), name: null })
  const { viewer } = (await auth.authenticate(bea.accessToken))!
  assert.ok(viewer.emailVerified)
  assert.equal(viewer.name, viewer.email.split('@')[0])
  assert.equal(await auth.hasPassword(bea.accountId), false)
  assert.equal((await auth.deleteAccount({ accountId: bea.accountId, confirmation: 'something' })).ok, false)
  assert.ok((await auth.deleteAccount({ accountId: bea.accountId, confirmation: viewer.email })).ok)
  assert.deepEqual(await db.select().from(identities).where(eq(identities.subject, 'bea')), [])
})

test('an identity takes an address over that a stranger registered and never confirmed', async () => {
  const { auth } = under
  const address = freshEmail()
  await auth.register({ email: address, password: 'chosen by a stranger', name: 'Eve', locale: null })
  const { accessToken } = await auth.signInWithIdentity({ issuer: 'https://id.example.org', subject: address, email: address, emailVerified: true, name: 'Ada' })
  assert.equal((await auth.authenticate(accessToken))!.viewer.name, 'Ada')
  assert.equal(await auth.signIn({ email: address, password: 'chosen by a stranger' }), null)
})

test('the daily purge frees addresses that nobody confirmed and keeps what is in use', async () => {
  const { auth, db, clock } = under
  const [ada, unconfirmed] = [await under.signedUp({ email: freshEmail() }), freshEmail()]
  await auth.register({ email: unconfirmed, password: 'difference engine', name: 'Bea', locale: null })
  clock.advance(8 * 24 * 3_600_000)
  await auth.purge()
  assert.deepEqual(await db.select().from(accounts).where(eq(accounts.email, unconfirmed)), [])
  assert.ok(await auth.refresh(ada.refreshToken))
})
