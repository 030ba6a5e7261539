import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isSignedIn, openTestEdge, PASSWORD, visitors } from './testing.ts'

let edge: Awaited<ReturnType<typeof openTestEdge>>
before(async () => {
  edge = await openTestEdge()
})
after(() => edge.close())

const { someone, signedUp } = visitors(() => edge)

test('an expired session renews itself when a page is opened or a form is sent', async () => {
  const { browser } = await signedUp()
  for (const visit of [() => browser.get('/account'), () => browser.post('/account', { name: 'Ada', locale: '' })]) {
    const [access, refresh] = [browser.jar.get('parley-access'), browser.jar.get('parley-refresh')]
    edge.clock.advance(20 * 60_000)
    browser.jar.delete('parley-access')
    assert.ok([200, 303].includes((await visit()).status))
    assert.notEqual(browser.jar.get('parley-access')!.value, access!.value)
    assert.notEqual(browser.jar.get('parley-refresh')!.value, refresh!.value)
  }
  // Two tabs of a restored browser, both with the old cookies.
  const tabs = [edge.browser(), edge.browser()]
  edge.clock.advance(20 * 60_000)
  for (const tab of tabs) tab.jar.set('parley-refresh', browser.jar.get('parley-refresh')!)
  const answers = await Promise.all(tabs.map((tab) => tab.get('/account')))
  assert.deepEqual(answers.map(({ status }) => status), [200, 200])
  assert.deepEqual(tabs[0]!.jar.get('parley-refresh'), tabs[1]!.jar.get('parley-refresh'))
})

test('cookies: HttpOnly and SameSite, with TLS also Secure and bound to this host', async () => {
  const { email, browser } = await signedUp()
  await browser.post('/sign-out', {})
  for (const line of (await browser.post('/sign-in', { email, password: PASSWORD })).headers.getSetCookie()) {
    assert.match(line, /; HttpOnly; SameSite=Lax$/)
    assert.match(line, /Path=\/;/)
  }
  const tls = await openTestEdge({ db: edge.db, secure: true })
  const cookies = (await tls.browser().post('/sign-in', { email, password: PASSWORD })).headers.getSetCookie()
  assert.equal(cookies.length, 2)
  for (const line of cookies) assert.match(line, /^__Host-parley-(access|refresh)=.*; HttpOnly; Secure; SameSite=Lax$/)
})

test('two edges that share a database accept each other’s sessions, and each other’s sign-outs', async () => {
  const { browser } = await signedUp()
  const other = await openTestEdge({ db: edge.db })
  const there = other.browser()
  for (const [name, cookie] of browser.jar) there.jar.set(name, cookie)
  assert.ok(await isSignedIn(there))
  await there.post('/sign-out', {})
  assert.equal(await isSignedIn(browser), false)
})

test('nobody is led to another site after signing in', async () => {
  const { email, browser } = await signedUp()
  for (const next of ['//example.org', '/\\example.org', 'https://example.org/', '/\texample', 'javascript:alert(1)', '/%0d%0aLocation:x', '/account?a=1&b=%2F']) {
    await browser.post('/sign-out', {})
    const location = (await browser.post('/sign-in', { email, password: PASSWORD, next })).headers.get('location')!
    assert.equal(new URL(location, 'http://parley.test').host, 'parley.test', next)
    assert.equal(location, next.startsWith('/%0d') || next.startsWith('/account') ? next : '/')
  }
})

test('a form that another site sends, or that does not say who sends it, is refused', async () => {
  const { browser } = await signedUp()
  const form = { name: 'Eve', locale: '' }
  assert.equal((await browser.post('/account', form, { origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await browser.post('/account', form, { origin: 'null' })).status, 403)
  const cookie = [...browser.jar].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const silent = await edge.app.request('http://parley.test/account', { method: 'POST', headers: { host: 'parley.test', cookie }, body: new URLSearchParams(form) })
  assert.equal(silent.status, 403)
  assert.equal((await browser.post('/account', form)).status, 303)
})

test('programs are told to sign in, htmx is sent there', async () => {
  const { browser } = someone()
  const problem = await browser.get('/account', { accept: 'application/json' })
  assert.equal(problem.status, 401)
  assert.equal(problem.headers.get('content-type'), 'application/problem+json')
  // As htmx asks for a part of a page: the way back leads to the page.
  const part = { 'hx-request': 'true', accept: '*/*', 'hx-current-url': 'http://parley.test/account?done=saved' }
  assert.equal((await browser.get('/account', part)).headers.get('hx-redirect'), '/sign-in?next=%2Faccount%3Fdone%3Dsaved')
  assert.equal((await browser.get('/account', { 'hx-request': 'true', accept: '*/*' })).headers.get('hx-redirect'), '/sign-in')
  assert.equal((await browser.get('/account', { ...part, 'hx-boosted': 'true', accept: 'text/html' })).headers.get('location'), '/sign-in?next=%2Faccount')
})

test('too many attempts are refused with a page that says when to come back', async () => {
  const { browser, email } = someone()
  let refused: Response
  do refused = await browser.post('/sign-in', { email, password: 'wrong password' })
  while (refused.status === 422)
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.match(refused.headers.get('content-type')!, /text\/html/)
  assert.match(await refused.text(), /Too many requests/)
  const asProgram = await browser.post('/sign-in', { email, password: 'wrong password' }, { accept: 'application/json' })
  assert.equal((await asProgram.json()).code, 'too-many-requests')
})

test('the public keys can be read, the private ones cannot', async () => {
  const { keys } = await (await edge.browser().get('/.well-known/jwks.json')).json()
  assert.ok(keys.length >= 1)
  for (const key of keys) assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
})
