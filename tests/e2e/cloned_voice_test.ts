import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { hashPassword } from '../../functions/auth/password.ts'
import { readConfig } from '../../infra/config.ts'
import { openDb } from '../../infra/db/open_db.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { keptCli } from '../../infra/temporal/cli.ts'
import { espeakSpeak } from '../fixtures/xtts/speak_with_espeak.ts'
import { startXtts } from '../fixtures/xtts/stand_in.ts'
import type { XttsStandIn } from '../fixtures/xtts/stand_in.ts'
import { captionsOf, join, openBrowser, startMeeting } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, repeatForMicrophone } from './speech.ts'

/** Twenty seconds of one reader of LibriSpeech. */
const SAMPLE = fixture('voices/speaker.ogg')
const PASSWORD = 'difference engine'
const PEOPLE = [{ email: 'ada@example.org', name: 'Ada', tier: 'premium' }, { email: 'bob@example.org', name: 'Bob', tier: 'free' }, { email: 'root@example.org', name: 'Root', tier: 'free', isAdmin: true }] as const

let folder: string
let parley: Started
let engine: XttsStandIn
const { speak, close: closeSpeech } = espeakSpeak()
/** What the engine waits for before it speaks. */
let held = Promise.resolve()
/** Lets the engine wait. @returns the way to let it speak */
function hold(): () => void {
  let open = () => {}
  held = new Promise<void>((resolve) => { open = resolve })
  return open
}

before(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'parley-cloned-'))
  const data = joinPath(folder, 'data')
  const database = await openDb({ PARLEY_DATA: data })
  const [passwordHash, now] = [await hashPassword(PASSWORD), new Date()]
  await database.db.insert(accounts).values(PEOPLE.map((person) => ({ ...person, accountId: crypto.randomUUID(), passwordHash, emailVerifiedAt: now, createdAt: now })))
  await database.close()
  engine = await startXtts({ speak: (text, language) => held.then(() => speak(text, language)) })
  parley = await startParley({ PARLEY_DATA: data, XTTS_URL: engine.url, TEMPORAL_BIN: keptCli(readConfig().PARLEY_CACHE) })
})
after(async () => {
  await parley?.stop()
  await engine?.close()
  await closeSpeech()
  await rm(folder, { recursive: true, force: true })
})

async function signIn(page: Page, { email }: { readonly email: string }): Promise<void> {
  await page.goto(`${parley.url}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

/** Makes a voice on the page of one's own voices, and waits until the engine has learnt it. */
async function makeVoice(page: Page, sample: string): Promise<void> {
  await page.goto(`${parley.url}/account/voices`)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'I agree' }).first().click()
  await page.getByLabel('Name of the voice').fill('Headset')
  await page.getByLabel('Recording', { exact: true }).setInputFiles(sample)
  await page.getByRole('button', { name: 'Add voice' }).click()
  await page.getByText('Headset').first().waitFor()
  for (;;) {
    await page.goto(`${parley.url}/account/voices`)
    const text = await page.locator('main').innerText()
    if (/Ready/.test(text)) return
    assert.doesNotMatch(text, /cannot be used|could not/i)
    await page.waitForTimeout(500)
  }
}

const metric = async (name: string) => (await (await fetch(`${parley.url}/metrics`)).text()).split('\n').filter((line) => line.startsWith(name)).join('\n')

test('what a premium speaker says is heard in their own voice, live on the line and later in the transcript', { timeout: 300_000 }, async () => {
  const speech = await repeatForMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav'), fromS: 8, untilS: 10.7, everyS: 9, times: 20 })
  const [ada, bia] = [await openBrowser({ speech }), await openBrowser()]
  await withPeople(parley, [ada, bia], async () => {
    await signIn(ada.page, PEOPLE[0])
    await makeVoice(ada.page, SAMPLE)
    // Her own list of long work, out of Temporal, says what became of it.
    await ada.page.goto(`${parley.url}/jobs`)
    await ada.page.getByRole('link', { name: 'The voice is ready.' }).waitFor()
    assert.equal(await ada.page.getByRole('link', { name: 'Open in Temporal' }).count(), 0, 'Temporal is for operators')
    // Another voice is to be collected from what she says.
    await ada.page.goto(`${parley.url}/account/voices`)
    await ada.page.getByRole('checkbox', { name: /collects up to 30 seconds/ }).check()
    await ada.page.getByRole('button', { name: 'I agree' }).last().click()
    await ada.page.getByRole('button', { name: 'Start collecting' }).click()
    await ada.page.getByText('Your voice is being collected in meetings').waitFor()
    const room = await startMeeting(ada.page, parley.url, { name: 'Ada', speaks: 'English', reads: 'English' })
    await join(bia.page, room, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese', hears: 'Cloned voice' })
    await join(ada.page, room, { name: 'Ada', speaks: 'English', reads: 'English' })

    // Her page says how much was collected, while it happens; nobody else's does.
    await ada.page.getByText(/[1-9]\d? of 30 seconds of clear speech/).waitFor({ timeout: 120_000 })
    assert.equal(await bia.page.locator('#collect-note').count(), 0)

    // The line says that it is made, and plays the clone once it is there.
    const ready = captionsOf(bia.page).locator('.dub[data-state=ready]')
    await ready.first().waitFor({ timeout: 120_000 })
    const play = ready.first().getByRole('button', { name: 'Play in the speaker\'s own voice' })
    await play.focus()
    await bia.page.keyboard.press('Space')
    await captionsOf(bia.page).locator('.dub[data-playing=clone]').waitFor()
    assert.equal(await play.getAttribute('aria-pressed'), 'true')
    await captionsOf(bia.page).locator('.dub[data-playing]').waitFor({ state: 'detached' })
    await play.click()
    await captionsOf(bia.page).locator('.dub[data-playing=clone]').waitFor()
    await play.click()
    await captionsOf(bia.page).locator('.dub[data-playing]').waitFor({ state: 'detached' })

    // The quick voice that plays while the clone comes goes over into it; the engine waits until it plays.
    const swaps = async (): Promise<boolean> => {
      const open = hold()
      try {
        const waiting = captionsOf(bia.page).locator('.dub[data-state=working][data-quick]').last()
        await waiting.waitFor({ timeout: 60_000 })
        const id = (await waiting.getAttribute('id'))!
        const heard = captionsOf(bia.page).evaluate((log, id) => new Promise<string[]>((resolve) => {
          const seen: string[] = []
          new MutationObserver(() => {
            const playing = document.getElementById(id)?.dataset.playing ?? ''
            if (seen.at(-1) !== playing) seen.push(playing)
            if (playing === '' || playing === 'clone') resolve(seen)
          }).observe(log, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-playing'] })
        }), id)
        await waiting.locator('.dub-play').click()
        await captionsOf(bia.page).locator('.dub[data-playing]').waitFor()
        open()
        return (await heard).join() === 'quick,clone'
      } finally {
        open()
      }
    }
    // On a machine that is busy the clone may come when the short sentence is over.
    while (!await swaps()) await captionsOf(bia.page).locator('.dub[data-state=working]').first().waitFor({ state: 'detached' })

    // A page that comes back has it, too.
    await bia.page.reload()
    await captionsOf(bia.page).locator('.dub[data-state=ready]').first().waitFor()
    const audio = new URL((await captionsOf(bia.page).locator('.dub[data-state=ready]').first().getAttribute('data-clone'))!, parley.url).href
    assert.equal((await bia.context.request.get(audio)).headers()['content-type'], 'audio/wav')
    assert.equal((await fetch(audio)).status, 401, 'not for who is not in the room')

    await ada.page.goto(`${parley.url}/transcripts`)
    await ada.page.locator('.meeting-name').first().click()
    await ada.page.goto(`${ada.page.url()}?show=pt`)
    const kept = ada.page.locator('.line .dub[data-state=ready] .dub-play')
    await kept.first().click()
    await ada.page.locator('.dub[data-playing=clone]').waitFor()

    // What cannot be fetched any more is said to be so beside the button, until it is pressed again.
    await ada.page.reload()
    await ada.page.route(/\/dubs\//, (route) => route.abort())
    await kept.first().click()
    await ada.page.getByRole('status').getByText('It cannot be played now, or was deleted.').waitFor()
    await ada.page.unroute(/\/dubs\//)
    await kept.first().click()
    await ada.page.locator('.dub[data-playing=clone]').waitFor()
    assert.equal(await ada.page.locator('.dub-note').count(), 0)
  })

  // As an operator sees it.
  assert.match(await metric('parley_clones_total'), /engine="xtts",state="ready",cause="none"\} [1-9]/)
  assert.match(await metric('parley_clone_lag_seconds_bucket'), /le="60"\} [1-9]/)
  assert.match(await metric('parley_jobs'), /kind="clone-voice",state="done"\} [1-9]/)
  assert.match(await metric('parley_jobs'), /kind="cloned-speech",state="done"\} [1-9]/)
  assert.match(await metric('parley_job_workers'), /lane="premium"\} [1-9]/)
  const ui = /"ui":"(http:[^"]+)"/.exec(parley.output())![1]!
  const operator = await openBrowser()
  await withPeople(parley, [operator], async () => {
    await signIn(operator.page, PEOPLE[2])
    await operator.page.goto(`${parley.url}/jobs?all=1`)
    await operator.page.getByRole('link', { name: 'Spoken captions' }).click()
    const link = operator.page.locator(`a[href^="${ui}/namespaces/default/workflows/dub-"]`, { hasText: 'Open in Temporal' }).first()
    await link.click()
    await operator.page.getByText('sayInVoice').first().waitFor({ timeout: 60_000 })
    await operator.page.screenshot({ path: joinPath(tmpdir(), 'parley-temporal-ui.png') })
  })
})

test('a free room reaches none of it: not by its menu, not by a form, not by the address of a recording', { timeout: 120_000 }, async () => {
  const bob = await openBrowser()
  await withPeople(parley, [bob], async () => {
    await signIn(bob.page, PEOPLE[1])
    const room = await startMeeting(bob.page, parley.url, { name: 'Bob', speaks: 'English', reads: 'Portuguese' })
    const cloned = bob.page.getByLabel('I hear').locator('option', { hasText: 'Cloned voice' })
    assert.equal(await cloned.isDisabled(), true)
    await join(bob.page, room, { name: 'Bob', speaks: 'English', reads: 'Portuguese' })
    const changed = await bob.context.request.post(`${room}/preferences`, { form: { hears: 'cloned' }, headers: { origin: parley.url, 'hx-request': 'true' } })
    assert.equal(changed.ok(), false)
    assert.equal((await bob.context.request.get(`${room}/dubs/${crypto.randomUUID()}/clone.wav`)).status(), 403)
    await bob.page.goto(`${parley.url}/account/voices`)
    assert.match(await bob.page.locator('main').innerText(), /part of the plans/)
    assert.equal((await bob.context.request.post(`${parley.url}/account/voices`, { multipart: { name: 'Mine', sample: { name: 's.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(100) } }, headers: { origin: parley.url } })).ok(), false)
  })
})
