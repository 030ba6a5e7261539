import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startTranscripts } from './transcripts_stage.ts'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let stage: Awaited<ReturnType<typeof startTranscripts>>
let browser: Browser

before(async () => {
  stage = await startTranscripts()
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--disable-background-networking'] })
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

interface Axe {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>
}

const findings = (page: Page) => page.evaluate(async () => {
  const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
})

test('no page scrolls sideways, and axe finds nothing serious, at three widths, light and dark, in three languages', async () => {
  const meeting = `/transcripts/${stage.meetingId}`
  const pages = ['/transcripts', '/transcripts?q=budget', '/transcripts?q=money', '/transcripts?q=nothing', `${meeting}?show=en&side=on`, `${meeting}?show=pt`, `${meeting}/delete`]
  for (const [width, colorScheme, locale] of [[360, 'light', 'vi'], [360, 'dark', 'en'], [768, 'light', 'pt'], [1280, 'dark', 'vi'], [1280, 'light', 'en']] as const) {
    stage.setLocale(locale)
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce', bypassCSP: true })
    await context.addInitScript(AXE)
    const page = await context.newPage()
    for (const path of pages) {
      await page.goto(stage.url + path)
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true }))
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${path} scrolls sideways at ${width} px`)
      assert.deepEqual(await findings(page), [], `${path} ${width} ${colorScheme}`)
    }
    await context.close()
  }
})

for (const javaScriptEnabled of [false, true]) {
  test(`find a line, read it in another language, judge it and put it right, ${javaScriptEnabled ? 'in place' : 'without scripts'}`, async () => {
    stage.setLocale('en')
    const context = await browser.newContext({ javaScriptEnabled, locale: 'en-GB', timezoneId: 'Asia/Ho_Chi_Minh' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${stage.url}/transcripts`)
    await page.getByText(javaScriptEnabled ? /^24 Nov 2026, 16:00$|Nov 24, 2026, 4:00/ : /9:00.*UTC/).first().waitFor()
    await page.getByLabel('Search in what was said').fill('budg')
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('Nothing was found for “budg”').waitFor()
    await page.getByLabel('Search in what was said').fill('budgets')
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('mark', { hasText: 'budget' }).waitFor()
    await page.getByRole('link', { name: /^Weekly/ }).click()

    await page.getByLabel('Read in').selectOption('pt')
    await page.getByLabel('Side by side').check()
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Show' }).click()
    const line = page.locator('.line').first()
    await line.locator('[data-columns="2"]').waitFor()
    await line.locator('p[lang=pt]').waitFor()
    assert.match(page.url(), /show=pt&side=on/)

    await line.getByRole('button', { name: 'Right' }).click()
    await line.locator('[aria-pressed=true]', { hasText: 'Right' }).waitFor()
    await line.locator('[aria-pressed=true]', { hasText: 'Right' }).click()
    await line.locator('[aria-pressed=false]', { hasText: 'Right' }).waitFor()

    const said = `Good evening, the budget is ${javaScriptEnabled ? 'done' : 'almost done'}`
    await line.getByText('Correct', { exact: true }).last().click()
    await line.getByLabel('Text in English').fill(said)
    await line.getByRole('button', { name: 'Save' }).click()
    await line.locator('p[lang=pt]', { hasText: `pt(${said})` }).waitFor()
    await line.locator('p[lang=en]', { hasText: said }).waitFor()
    await line.getByText('Corrected by Olga').last().waitFor()
    assert.match(page.url(), /show=pt&side=on/)
    assert.deepEqual(complaints, [])
    await context.close()
  })
}
