import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Started } from './server.ts'
import { startParley } from './server.ts'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EMAIL = 'ada@example.org'

let parley: Started
let browser: Browser

before(async () => {
  parley = await startParley()
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--disable-background-networking'] })
})
after(async () => {
  await browser?.close()
  await parley?.stop()
})

/** Links of the mails so far, from the server's log, as whoever runs it reads them. */
function mailedLinks(): string[] {
  const lines = parley.output().split('\n').filter((line) => line.includes('"event":"mail-not-configured"'))
  return lines.flatMap((line) => (JSON.parse(line) as { links: string[] }).links)
}

/** Waits until one more mail is in the log than before `send`. @returns its link */
async function linkFrom(page: Page, send: () => Promise<void>): Promise<string> {
  const before = mailedLinks().length
  await send()
  while (mailedLinks().length === before) await page.waitForTimeout(50)
  return mailedLinks().at(-1)!
}

async function fill(page: Page, values: Record<string, string>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: button, exact: true }).click()
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
    return (await axe.run()).violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

/** Without a script: everything about an account works with forms alone. */
async function withoutScripts(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
  return { context, page: await context.newPage() }
}

test('register, confirm, sign out, sign in, forget the password, change it, delete: in a browser without scripts', async () => {
  const { context, page } = await withoutScripts()
  await page.goto(`${parley.url}/register`)
  const verify = await linkFrom(page, () => fill(page, { 'Your name': 'Ada', 'E-mail': EMAIL, Password: 'difference engine' }, 'Create account'))
  await page.getByText('mail-not-configured').waitFor()
  assert.ok(verify.startsWith(`${parley.url}/verify/`))
  await page.goto(verify)
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()

  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.goto(`${parley.url}/account`)
  await fill(page, { 'E-mail': EMAIL, Password: 'not this one' }, 'Sign in')
  await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor()
  assert.equal(await page.getByLabel('E-mail').inputValue(), EMAIL)
  await fill(page, { Password: 'difference engine' }, 'Sign in')
  await page.getByRole('heading', { name: 'Your account' }).waitFor()

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('status').getByText('signed out everywhere').waitFor()
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  const reset = await linkFrom(page, () => fill(page, { 'E-mail': EMAIL }, 'Send reset link'))
  await page.goto(reset)
  await fill(page, { 'New password': 'analytical engine' }, 'Set new password')
  await page.getByRole('status').getByText('password is changed').waitFor()

  const change = page.locator('form', { has: page.getByRole('button', { name: 'Change password' }) })
  await change.getByLabel('Password', { exact: true }).fill('analytical engine')
  await change.getByLabel('New password').fill('jacquard loom')
  await change.getByRole('button').click()
  await page.getByRole('status').getByText('password is changed').waitFor()

  const erase = page.locator('form', { has: page.getByRole('button', { name: 'Delete account' }) })
  await erase.getByLabel('Password').fill('jacquard loom')
  await erase.getByRole('button').click()
  await page.getByRole('status').getByText('everything in it is deleted').waitFor()
  await fill(page, { 'E-mail': EMAIL, Password: 'jacquard loom' }, 'Sign in')
  await page.getByRole('alert').waitFor()
  await context.close()
})

test('the pages of accounts fit 360 px and have no serious finding, in light and dark', async () => {
  const signedIn = await withoutScripts()
  await signedIn.page.goto(`${parley.url}/register`)
  const verify = await linkFrom(signedIn.page, () => fill(signedIn.page, { 'Your name': 'Grace', 'E-mail': 'grace@example.org', Password: 'difference engine' }, 'Create account'))
  await signedIn.page.goto(verify)
  await signedIn.page.getByRole('button', { name: 'Confirm address' }).click()
  await signedIn.page.getByRole('heading', { name: 'Your account' }).waitFor()
  const storageState = await signedIn.context.storageState()
  await signedIn.context.close()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280]) {
      for (const [path, state] of [['/register', undefined], ['/sign-in', undefined], ['/reset', undefined], ['/account', storageState]] as const) {
        const context = await browser.newContext({ storageState: state, viewport: { width, height: 800 }, colorScheme, bypassCSP: true, locale: 'en-GB' })
        const page = await context.newPage()
        await page.goto(parley.url + path)
        assert.equal(new URL(page.url()).pathname, path)
        assert.deepEqual(await violations(page), [], `${path} at ${width} px, ${colorScheme}`)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width} px`)
        await context.close()
      }
    }
  }
})
