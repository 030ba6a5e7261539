import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { EXPORT_FORMATS } from '../../domain/transcript.ts'
import { hashPassword } from '../../functions/auth/password.ts'
import { readConfig } from '../../infra/config.ts'
import { openDb } from '../../infra/db/open_db.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { keptCli } from '../../infra/temporal/cli.ts'
import { captionsOf, join, openBrowser, startMeeting } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, inTurnForMicrophone } from './speech.ts'

const PASSWORD = 'difference engine'
const ADA = { email: 'ada@example.org', name: 'Ada', tier: 'pro' } as const
/** Two people of LibriSpeech, two sentences each; all four again and again take three minutes. */
const TURNS = ['367-130732-0000', '367-130732-0006', '3005-163389-0004', '3005-163389-0007'].map((name) => fixture(`librispeech/${name}.wav`))
const EVERY_S = 3
/** What each of the two says. */
const PEOPLE = [/lobster/i, /coward|come|want/i]
const TIMES = 15

let folder: string
let parley: Started

before(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'parley-speakers-'))
  const data = joinPath(folder, 'data')
  const database = await openDb({ PARLEY_DATA: data })
  const [passwordHash, now] = [await hashPassword(PASSWORD), new Date()]
  await database.db.insert(accounts).values({ ...ADA, accountId: crypto.randomUUID(), passwordHash, emailVerifiedAt: now, createdAt: now })
  await database.close()
  parley = await startParley({ PARLEY_DATA: data, TEMPORAL_BIN: keptCli(readConfig().PARLEY_CACHE) })
})
after(async () => {
  await parley?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function signIn(page: Page): Promise<void> {
  await page.goto(`${parley.url}/sign-in`)
  await page.getByLabel('E-mail').fill(ADA.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

interface Shown {
  readonly id: string
  readonly text: string
  readonly labels: readonly string[]
}

/** The captions of a page, with who is said to speak them; null where it is the microphone's own. */
const shown = (page: Page): Promise<Shown[]> => captionsOf(page).evaluate((log) => [...log.querySelectorAll<HTMLElement>('.caption[data-final]')].map((line) => ({
  id: line.dataset.final!,
  // Who goes on stands between the words and is none of them.
  text: [...line.querySelector('.original')!.childNodes].flatMap((node) => (node.nodeName === 'B' ? [] : [node.textContent!])).join(' ').replace(/\s+/g, ' ').trim(),
  labels: line.querySelector('.microphone') ? [...line.querySelectorAll('.said-by .speaker')].map((speaker) => speaker.textContent!) : [],
})))

test('two people at one microphone: their labels stay theirs, and a name that the host gives one of them holds everywhere', { timeout: 420_000 }, async () => {
  const speech = await inTurnForMicrophone(TURNS, { out: joinPath(folder, 'turns.wav'), everyS: EVERY_S, times: TIMES })
  const [ada, bia] = [await openBrowser({ speech }), await openBrowser()]
  await withPeople(parley, [ada, bia], async () => {
    await signIn(ada.page)
    const room = await startMeeting(ada.page, parley.url, { name: 'Ada', speaks: 'English', reads: 'English' })
    await join(bia.page, room, { name: 'Bia', speaks: 'English', reads: 'English' })
    await join(ada.page, room, { name: 'Ada', speaks: 'English', reads: 'English' })
    // A click before the page listens opens nothing.
    const shared = ada.page.getByLabel('We share this microphone')
    while (!(await shared.isVisible())) {
      await ada.page.locator('[data-action=settings]').first().click()
      await shared.waitFor({ timeout: 5_000 }).catch(() => {})
    }
    await shared.check()
    await bia.page.locator('.person', { hasText: 'Ada' }).getByText('Shared microphone').waitFor()
    await ada.page.keyboard.press('Escape')
    await ada.page.locator('dialog[open]').waitFor({ state: 'detached' })

    // A first stretch is labelled while people go on speaking.
    const labelled = async (page: Page) => (await shown(page)).filter(({ labels }) => labels.length > 0)
    const waitForLabels = async (count: number) => {
      for (;;) {
        const lines = await labelled(bia.page)
        if (lines.length >= count) return lines
        await bia.page.waitForTimeout(1_000)
      }
    }
    const early = await waitForLabels(6)

    // Three minutes on there are two people. A line keeps its label, save where all lines of that label took another: two turned out to be one.
    const all = await waitForLabels(24)
    const story = JSON.stringify({ early, all })
    assert.equal(new Set(all.flatMap(({ labels }) => labels)).size, 2, story)
    const now = new Map(all.map((line) => [line.id, line.labels]))
    const became = new Map<string, string>()
    for (const { id, labels } of early) {
      const later = now.get(id)!
      // Of a line in parts, those that are one person's by now are one.
      if (later.length !== labels.length) assert.ok(later.length < labels.length, story)
      else labels.forEach((label, i) => assert.equal(became.get(label) ?? became.set(label, later[i]!).get(label), later[i], story))
    }
    // People get known in the first stretch: from the second one on they are who they are.
    const [one, other] = PEOPLE.map((words) => [...new Set(all.slice(early.length).filter(({ text, labels }) => labels.length === 1 && words.test(text)).flatMap(({ labels }) => labels))])
    assert.deepEqual([one!.length, other!.length], [1, 1], story)
    assert.notEqual(one![0], other![0], story)

    // The host names one of them: every line changes in place, for everyone, and the words stay.
    const named = one![0]!
    const before = await shown(bia.page)
    await ada.page.locator('.speakers > summary').click()
    await ada.page.getByRole('textbox', { name: `Name of ${named}`, exact: true }).fill('Maria')
    await ada.page.getByRole('button', { name: `Save the name of ${named}`, exact: true }).click()
    for (const page of [ada.page, bia.page]) {
      await captionsOf(page).locator('.said-by .speaker', { hasText: 'Maria' }).first().waitFor()
      await captionsOf(page).locator('.said-by .speaker').getByText(named, { exact: true }).first().waitFor({ state: 'detached' })
    }
    const after = new Map((await shown(bia.page)).map((line) => [line.id, line]))
    for (const { id, text, labels } of before) {
      // Those of the last half minute are told apart meanwhile.
      if (labels.length === 0) continue
      assert.equal(after.get(id)!.text, text)
      assert.deepEqual(after.get(id)!.labels, labels.map((label) => (label === named ? 'Maria' : label)))
    }
    assert.equal(await bia.page.getByRole('textbox', { name: 'Name of' }).count(), 0, 'guests name nobody')
    await bia.page.reload()
    await captionsOf(bia.page).locator('.said-by .speaker', { hasText: 'Maria' }).first().waitFor()

    // And so do the transcript and each file of it.
    await ada.page.goto(`${parley.url}/transcripts`)
    await ada.page.locator('main a[href^="/transcripts/"]').first().click()
    await ada.page.locator('.line .speaker', { hasText: 'Maria' }).first().waitFor()
    const meeting = new URL(ada.page.url()).pathname
    for (const format of EXPORT_FORMATS) {
      const file = await (await ada.context.request.get(`${parley.url}${meeting}/export/en.${format}`)).text()
      assert.match(file, /Maria/, format)
      assert.match(file, new RegExp(`${other![0]}\\b`), format)
      assert.doesNotMatch(file, new RegExp(`${named}\\b`), format)
    }
  })
})
