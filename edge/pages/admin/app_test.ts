import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { accounts, tierChanges } from '../../../infra/db/schema/mod.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

const tierOf = async (accountId: string) => (await edge.db.select().from(accounts).where(eq(accounts.accountId, accountId)))[0]!.tier

test('an administrator finds an account by its address and changes its plan', async () => {
  const root = await edge.signedUp({ isAdmin: true })
  const ada = await edge.signedUp({ email: 'ada.lovelace@example.net', name: 'Ada <b>' })
  assert.match(await (await root.browser.get('/account')).text(), /href="\/admin\/accounts"/)
  const found = await (await root.browser.get('/admin/accounts?q=LOVELACE')).text()
  assert.match(found, /ada\.lovelace@example\.net/)
  assert.match(found, /Ada &lt;b&gt;/)
  assert.ok(!found.includes(root.email))
  const form = /action="(\/admin\/accounts\/[\w-]+\/tier)"/.exec(found)![1]!
  const changed = await root.browser.post(form, { tier: 'premium', q: 'lovelace' })
  assert.equal(changed.status, 303)
  assert.match(await (await root.browser.get(changed.headers.get('location')!)).text(), /The plan of ada\.lovelace@example\.net is now Premium/)
  assert.match(await (await ada.browser.get('/account')).text(), /<dd>Premium<\/dd>/, 'at once')
  const [books] = await edge.db.select().from(tierChanges).where(eq(tierChanges.accountId, ada.accountId))
  assert.deepEqual([books!.before, books!.after, books!.by, books!.actorId], ['free', 'premium', 'admin', root.accountId])
  assert.match(await (await root.browser.get('/admin/accounts?q=nobody-like-this')).text(), /No account has an address like this/)
  assert.equal((await root.browser.post(form, { tier: 'platinum' })).status, 422)
  assert.equal((await root.browser.post(`/admin/accounts/${crypto.randomUUID()}/tier`, { tier: 'pro' })).status, 404)
})

test('for everyone else there is nothing there', async () => {
  const eve = await edge.signedUp({ tier: 'enterprise' })
  for (const browser of [eve.browser, edge.browser()]) {
    assert.equal((await browser.get('/admin/accounts')).status, 404)
    assert.equal((await browser.post(`/admin/accounts/${eve.accountId}/tier`, { tier: 'pro' })).status, 404)
  }
  assert.equal(await tierOf(eve.accountId), 'enterprise')
  assert.doesNotMatch(await (await eve.browser.get('/account')).text(), /admin\/accounts/)
})

test('another site’s form does nothing, and one who was an administrator is none', async () => {
  const root = await edge.signedUp({ isAdmin: true })
  assert.equal((await root.browser.post(`/admin/accounts/${root.accountId}/tier`, { tier: 'pro' }, { origin: 'https://elsewhere.example' })).status, 403)
  await edge.db.update(accounts).set({ isAdmin: false }).where(eq(accounts.accountId, root.accountId))
  assert.equal((await root.browser.post(`/admin/accounts/${root.accountId}/tier`, { tier: 'pro' })).status, 404)
  assert.equal(await tierOf(root.accountId), 'free')
})
