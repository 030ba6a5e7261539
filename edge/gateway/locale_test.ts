import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import type { Viewer } from '../../domain/account.ts'
import { acceptedLocale, createMessagesOf } from './locale.ts'

const ada: Viewer = { accountId: 'a', email: 'ada@example.org', name: 'Ada', tier: 'free', isAdmin: false, emailVerified: true, locale: 'vi' }

async function answer(headers: Record<string, string>, viewer: () => Promise<Viewer | null> = async () => null) {
  const messages = createMessagesOf({ viewer })
  const app = new Hono().get('/', async (c) => c.text((await messages(c)).ownName))
  return await app.request('/', { headers })
}
const said = async (...args: Parameters<typeof answer>) => (await answer(...args)).text()

test('the account’s language comes first, then the browser’s choice, then what it accepts', async () => {
  const headers = { cookie: 'parley-locale=pt', 'accept-language': 'en' }
  assert.equal(await said(headers, async () => ada), 'Tiếng Việt')
  assert.equal(await said(headers, async () => ({ ...ada, locale: null })), 'Português')
  assert.equal(await said({ 'accept-language': 'vi-VN,vi;q=0.9' }), 'Tiếng Việt')
  assert.equal(await said({}), 'English')
})

test('a choice that the pages do not exist in is none, and an account that cannot be asked for neither', async () => {
  assert.equal(await said({ cookie: 'parley-locale=xx', 'accept-language': 'pt' }), 'Português')
  assert.equal(await said({ cookie: 'parley-locale=__proto__' }), 'English')
  assert.equal(await said({ 'accept-language': 'pt' }, async () => { throw new Error('the database is away') }), 'Português')
})

test('what a browser accepts is read by its weights', () => {
  assert.equal(acceptedLocale('fr-CH, pt;q=0.8, vi;q=0.9, *;q=0.5'), 'vi')
  assert.equal(acceptedLocale('pt;q=0, en;q=0.1'), 'en')
  assert.equal(acceptedLocale('de, pt-PT'), 'pt')
  assert.equal(acceptedLocale(';;;q=x,,vi;q=nonsense'), 'en')
})

test('the answer says its language, and what it depends on', async () => {
  const { headers } = await answer({ 'accept-language': 'pt' })
  assert.equal(headers.get('content-language'), 'pt-BR')
  assert.match(headers.get('vary')!, /accept-language/)
  assert.match(headers.get('vary')!, /cookie/)
})

test('what else the answer depends on stays said', async () => {
  const messages = createMessagesOf({ viewer: async () => null })
  const app = new Hono().get('/', async (c) => {
    c.header('vary', 'hx-request')
    await messages(c)
    await messages(c)
    return c.html('')
  })
  assert.equal((await app.request('/')).headers.get('vary'), 'hx-request, accept-language, cookie')
})
