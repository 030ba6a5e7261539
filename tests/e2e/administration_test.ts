import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { openAdministeredEdge } from '../../edge/administration_testing.ts'
import { createAssets } from '../../edge/assets.ts'
import { listen } from '../../edge/listen.ts'
import type { Listening } from '../../edge/listen.ts'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
let listening: Listening
let browser: Browser
before(async () => {
  edge = await openAdministeredEdge({ assets: await createAssets({ mode: 'production' }) })
  listening = await listen({ fetch: edge.app.fetch, host: '127.0.0.1', port: 0, tls: null, prepare: () => {} })
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--disable-background-networking'] })
})
after(async () => {
  await browser?.close()
  await listening?.close()
  await edge?.close()
})

/** A page of someone who is signed in, which fails the test on anything that the page or its content policy complains about. */
async function open(person: Awaited<ReturnType<typeof edge.signedUp>>, options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const url = `http://127.0.0.1:${listening.port}`
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  await context.addCookies([...person.browser.jar].map(([name, { value }]) => ({ name, value, url })))
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, context, complaints }
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
    return (await axe.run()).violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

test('a key is made on its page and tried on the page of the API, which keeps to its policy', async () => {
  const ada = await edge.signedUp({ tier: 'pro' })
  const { page, context, complaints } = await open(ada)
  await page.goto('/account/keys')
  await page.getByLabel('Name').fill('Try it')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = await page.getByRole('textbox', { name: 'Your new key' }).inputValue()
  await page.getByRole('link', { name: 'What the API can do' }).click()
  await page.getByRole('button', { name: 'Authorize' }).click()
  await page.locator('.auth-container input').fill(key)
  await page.locator('.auth-btn-wrapper').getByRole('button', { name: 'Apply credentials' }).click()
  await page.getByRole('button', { name: 'Close' }).first().click()
  const me = page.locator('#operations-Account-readMe')
  await me.locator('.opblock-summary-control').click()
  await me.getByRole('button', { name: 'Try it out' }).click()
  await me.getByRole('button', { name: 'Execute' }).click()
  await me.locator('.live-responses-table').getByText(ada.email).waitFor()
  assert.deepEqual(complaints, [])
  await page.reload()
  await page.getByRole('button', { name: 'Authorize' }).waitFor()
  assert.ok(!(await page.content()).includes(key), 'the key is not kept in the browser')
  await context.close()
})

test('keys, teams and accounts fit every window, in light and dark, and axe finds nothing serious', async () => {
  const long = 'Maximiliane-Friederike von Hohenstein-Wolkenbruch'
  const root = await edge.signedUp({ tier: 'pro', isAdmin: true, name: long, email: `${'a-very-long-address-of-someone'.repeat(2)}@example.org` })
  for (const name of [long, 'Build']) await edge.keys.create({ accountId: root.accountId, name, scopes: ['rooms:read', 'rooms:write', 'transcripts:read', 'transcripts:write'] })
  const made = await root.browser.post('/teams', { name: `${long} and` })
  const team = new URL(made.headers.get('location')!, 'http://parley.test').pathname
  await root.browser.post(`${team}/invite`, { email: 'someone@example.org', role: 'admin' })
  const { roomId } = await edge.rooms.create({ ownerId: root.accountId, name: `${long} every week` })
  await edge.rooms.create({ ownerId: root.accountId, name: `${long} and so on` })
  await root.browser.post(`${team}/share`, { room: roomId })
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context, complaints } = await open(root, { viewport: { width, height: 800 }, colorScheme, bypassCSP: true })
      for (const path of ['/account', '/account/keys', '/teams', team, '/admin/accounts']) {
        await page.goto(path)
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${path} scrolls sideways at ${width}`)
        assert.deepEqual(await violations(page), [], `${path} at ${width}, ${colorScheme}`)
      }
      assert.deepEqual(complaints, [])
      await context.close()
    }
  }
})
