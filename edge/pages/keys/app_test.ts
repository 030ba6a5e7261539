import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openAdministeredEdge } from '../../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

test('a key is shown once, listed by its beginning, and revoked', async () => {
  const { browser, accountId } = await edge.signedUp({ tier: 'pro' })
  assert.match(await (await browser.get('/account')).text(), /href="\/account\/keys"/)
  assert.match(await (await browser.get('/account/keys')).text(), /You have no keys yet/)
  const made = await browser.post('/account/keys', { name: ' Build  server ', scopes: 'rooms:read' })
  assert.equal(made.status, 303)
  const shown = await browser.get(made.headers.get('location')!)
  assert.equal(shown.headers.get('cache-control'), 'no-store')
  const page = await shown.text()
  const key = /value="(parley_[\w-]{43})"/.exec(page)![1]!
  assert.match(page, /Build server/)
  const again = await (await browser.get('/account/keys')).text()
  assert.ok(!again.includes(key), 'not when the page is loaded again')
  assert.ok(again.includes(`${key.slice(0, 13)}…`))
  assert.equal((await edge.keys.authenticate(key))!.viewer.accountId, accountId)
  const revoke = /action="(\/account\/keys\/[\w-]+\/revoke)"/.exec(again)![1]!
  const other = await edge.signedUp({ tier: 'pro' })
  assert.equal((await other.browser.post(revoke, {})).status, 404)
  const revoked = await browser.post(revoke, {})
  assert.match(await (await browser.get(revoked.headers.get('location')!)).text(), /The key is revoked/)
  assert.equal(await edge.keys.authenticate(key), null)
  assert.ok(!edge.logLines.join().includes(key.slice(13)))
})

test('a new key is shown to nobody else who signs in in this browser', async () => {
  const { browser } = await edge.signedUp({ tier: 'pro' })
  await browser.post('/account/keys', { name: 'Build', scopes: 'rooms:read' })
  const other = await edge.signedUp({ tier: 'pro' })
  other.browser.jar.set('parley-new-key', browser.jar.get('parley-new-key')!)
  assert.doesNotMatch(await (await other.browser.get('/account/keys')).text(), /parley_/)
})

test('mistakes stand beside their fields, and what was typed is kept', async () => {
  const { browser } = await edge.signedUp({ tier: 'pro' })
  const refused = await browser.post('/account/keys', { name: '', scopes: 'rooms:write' })
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(page, /id="field-name-error">Enter a name/)
  assert.match(page, /value="rooms:write" checked/)
  const none = await browser.post('/account/keys', { name: 'Build' })
  assert.equal(none.status, 422)
  assert.match(await none.text(), /value="Build".*id="field-scopes-error">Choose at least one/s)
  assert.equal((await browser.post('/account/keys', { name: 'Build', scopes: 'everything' })).status, 422)
})

test('a free account is told which plans have keys, and makes none', async () => {
  const { browser } = await edge.signedUp({ tier: 'free' })
  assert.match(await (await browser.get('/account/keys')).text(), /part of the plans Pro and Enterprise. Yours is Free/)
  assert.equal((await browser.post('/account/keys', { name: 'Build', scopes: 'rooms:read' })).status, 403)
  await browser.post('/locale', { locale: 'pt' })
  assert.match(await (await browser.get('/account/keys')).text(), /Chaves de API.*Gratuito/s)
  const guest = edge.browser()
  assert.equal((await guest.get('/account/keys')).headers.get('location'), '/sign-in?next=%2Faccount%2Fkeys')
  assert.equal((await guest.post('/account/keys', { name: 'Build', scopes: 'rooms:read' })).status, 303)
})
