import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { People } from './oidc_provider.ts'
import { CLIENT, startOidcProvider } from './oidc_provider.ts'
import { openTestEdge } from './testing.ts'
import type { TestBrowser } from './testing.ts'

const people: People = {
  ada: { email: 'Ada@Example.org', email_verified: true, name: 'Ada Lovelace' },
  bea: { email: 'bea@example.org', email_verified: false, name: 'Bea' },
  eve: { name: 'Eve' },
}
let provider: Awaited<ReturnType<typeof startOidcProvider>>
let edge: Awaited<ReturnType<typeof openTestEdge>>
before(async () => {
  provider = await startOidcProvider({ redirectUri: 'http://parley.test/sign-in/oidc/callback', people })
  edge = await openTestEdge({ config: { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_NAME: 'Example' } })
})
after(async () => {
  await edge.close()
  await provider.close()
})

/** To the provider and back, as far as our callback's address. */
async function goThere(browser: TestBrowser, login: string, next?: string): Promise<string> {
  const sent = await browser.get(`/sign-in/oidc${next ? `?next=${encodeURIComponent(next)}` : ''}`)
  assert.equal(sent.status, 303)
  const url = new URL(sent.headers.get('location')!)
  for (const [name, value] of [['response_type', 'code'], ['code_challenge_method', 'S256'], ['scope', 'openid email profile']]) assert.equal(url.searchParams.get(name!), value)
  for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(url.searchParams.get(name)!.length >= 32)
  const back = await provider.visit(url.href, login)
  return back.pathname + back.search
}

test('someone whom the provider knows gets an account, comes back to where they were, and finds it again', async () => {
  const browser = edge.browser()
  assert.match(await (await browser.get('/sign-in?next=/account')).text(), /<a [^>]*href="\/sign-in\/oidc\?next=%2Faccount">Sign in with Example<\/a>/)
  const answer = await browser.get(await goThere(browser, 'ada', '/account'))
  assert.equal(answer.headers.get('location'), '/account')
  const page = await (await browser.get('/account')).text()
  assert.match(page, /ada@example\.org/)
  assert.match(page, /value="Ada Lovelace"/)
  assert.match(page, /have no password here/)
  assert.ok(!browser.jar.has('parley-oidc'), 'what was kept meanwhile is gone')
  people.ada = { name: 'Ada' }
  const other = edge.browser()
  await other.get(await goThere(other, 'ada'))
  assert.match(await (await other.get('/account')).text(), /ada@example\.org/)
})

test('an address that the provider has not verified opens nothing', async () => {
  for (const login of ['bea', 'eve']) {
    const browser = edge.browser()
    const refused = await browser.get(await goThere(browser, login))
    assert.equal(refused.status, 403)
    assert.match(await refused.text(), /has not verified an e-mail address/)
    assert.equal((await browser.get('/account')).status, 303)
  }
})

test('an answer works once, in the browser that asked, as it was given', async () => {
  const browser = edge.browser()
  const back = await goThere(browser, 'ada')
  const kept = browser.jar.get('parley-oidc')!
  const thief = edge.browser()
  assert.equal((await thief.get(back)).status, 401, 'in another browser')
  await goThere(thief, 'ada')
  assert.equal((await thief.get(back)).status, 401, 'in one that asked for something else')
  const forged = back.replace(/state=[^&]*/, 'state=forged')
  assert.equal((await browser.get(forged)).status, 401)
  browser.jar.set('parley-oidc', kept)
  assert.equal((await browser.get('/sign-in/oidc/callback?error=access_denied&state=x')).status, 401)
  browser.jar.set('parley-oidc', kept)
  assert.equal((await browser.get(back)).status, 303)
  browser.jar.set('parley-oidc', kept)
  const again = await browser.get(back)
  assert.equal(again.status, 401, 'a second time')
  assert.match(await again.text(), /role="alert"[^>]*>Signing in there did not work/)
})

test('a provider that is away is said to be, and everything else goes on', async () => {
  const away = await startOidcProvider({ redirectUri: 'http://parley.test/sign-in/oidc/callback', people })
  await away.close()
  const other = await openTestEdge({ db: edge.db, config: { OIDC_ISSUER: away.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret } })
  const answer = await other.browser().get('/sign-in/oidc')
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), /the provider does not answer/)
  assert.equal((await other.browser().get('/sign-in')).status, 200)
})

test('without a provider there is no such page', async () => {
  const plain = await openTestEdge({ db: edge.db })
  assert.equal((await plain.browser().get('/sign-in/oidc')).status, 404)
  assert.doesNotMatch(await (await plain.browser().get('/sign-in')).text(), /Sign in with/)
})
