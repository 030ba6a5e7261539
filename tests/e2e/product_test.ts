import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import webvtt from 'webvtt-parser'
import { startPostgres } from '../servers/postgres.ts'
import type { TestServer } from '../servers/test_server.ts'
import { fillChoices, join, openBrowser, waitForCaption } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, forMicrophone } from './speech.ts'

const run = promisify(execFile)
const HOST = { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' }
const GUEST = { name: 'John', speaks: 'English', reads: 'English' }

let folder: string
let database: TestServer
let parley: Started
before(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'parley-product-'))
  database = await startPostgres()
  parley = await startParley({ DATABASE_URL: database.url, PARLEY_DATA: joinPath(folder, 'data') })
})
after(async () => {
  await parley?.stop()
  await database?.stop()
  await rm(folder, { recursive: true, force: true })
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** The link of the last mail, from the server's log, as whoever runs it reads it. */
function mailedLink(): string {
  const line = parley.output().split('\n').filter((each) => each.includes('"event":"mail-not-configured"')).at(-1)
  assert.ok(line, parley.output())
  return (JSON.parse(line) as { links: string[] }).links[0]!
}

test('from an account to a moderated meeting, its transcript, its files, and nothing of it left', async () => {
  const speech = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav') })
  const [host, guest] = [await openBrowser(), await openBrowser({ speech })]
  host.page.on('dialog', (dialog) => void dialog.accept())
  await withPeople(parley, [host, guest], async () => {
    const { page } = host
    await register(page)
    await page.goto(`${parley.url}/rooms/new`)
    await page.getByLabel('Name').fill('Weekly <b>round</b>')
    await page.getByLabel('Lobby').check()
    await button(page, 'Create room').click()
    await page.waitForURL(/\/rooms\/[a-z0-9-]{14}/)
    const room = new URL(page.url()).origin + /\/rooms\/[a-z0-9-]{14}/.exec(page.url())![0]
    await join(page, room, HOST)

    await guest.page.goto(room)
    await fillChoices(guest.page, GUEST)
    await button(guest.page, 'Join').click()
    await guest.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
    await button(page, 'Admit John').click()
    await waitForCaption(page, 'original', /country[\s\S]*country/i)
    await waitForCaption(page, 'translation', /país[\s\S]*país/i)
    await button(page, 'Mute John').click()
    await guest.page.getByText('A host muted you.').waitFor()
    await button(page, 'Remove John').click()
    await guest.page.getByText('A host has removed you from this meeting.').waitFor()
    await guest.page.goto(room)
    await fillChoices(guest.page, GUEST)
    await button(guest.page, 'Join').click()
    await guest.page.getByRole('heading', { name: 'You were removed from this meeting' }).waitFor()
    await button(page, 'Meeting settings').click()
    await button(page, 'End for everyone').click()
    await page.getByText('The meeting is over.').first().waitFor()

    const transcript = await openTranscript(page)
    const said = page.getByRole('region', { name: 'What was said' })
    await page.getByLabel('Read in').selectOption('pt')
    await said.getByText(/país/).first().waitFor()
    await page.getByLabel('Side by side').check()
    await said.getByText(/country/).first().waitFor()
    assert.match(await said.innerText(), /país/)
    for (const language of ['en', 'pt']) await checkFiles(page, transcript, language)

    assert.ok((await rowsLeft()) > 0)
    await page.goto(`${transcript}/delete`)
    await page.getByRole('button', { name: /^Delete/ }).click()
    await page.waitForURL(/\/transcripts\?/)
    assert.equal(await rowsLeft(), 0)
    await page.goto(`${parley.url}/account`)
    await page.locator('form', { has: button(page, 'Delete account') }).getByLabel('Password').fill('difference engine')
    await button(page, 'Delete account').click()
    await page.waitForURL((url) => url.pathname !== '/account')
    assert.deepEqual(await accountsLeft(), [])
    assert.deepEqual(await filesLeft(), [])
  })
})

async function register(page: Page): Promise<void> {
  await page.goto(`${parley.url}/register`)
  await page.getByLabel('Your name').fill('Bia')
  await page.getByLabel('E-mail').fill('bia@example.org')
  await page.getByLabel('Password').fill('difference engine')
  await button(page, 'Create account').click()
  await page.waitForURL(/\/register\/sent/)
  await page.goto(mailedLink())
  await button(page, 'Confirm address').click()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
}

/** The transcript's address, once the list has it and it has everything. */
async function openTranscript(page: Page): Promise<string> {
  await page.goto(`${parley.url}/transcripts`)
  await page.getByRole('link', { name: 'Weekly <b>round</b>' }).click()
  await page.getByRole('region', { name: 'What was said' }).getByText(/country/).first().waitFor()
  return page.url()
}

/** Each file is one that players and programs take, with the words in it. */
async function checkFiles(page: Page, transcript: string, language: string): Promise<void> {
  const word = language === 'en' ? /country/i : /país/i
  const file = async (format: string) => {
    const response = await page.request.get(`${transcript}/export/${language}.${format}`)
    assert.equal(response.status(), 200)
    const text = await response.text()
    assert.match(text, word)
    return text
  }
  const vtt = await file('vtt')
  const { cues, errors } = new webvtt.WebVTTParser().parse(vtt, 'subtitles')
  assert.deepEqual(errors, [])
  assert.ok(cues.length >= 2)
  for (const [format, text] of [['vtt', vtt], ['srt', await file('srt')]] as const) {
    const path = joinPath(folder, `${language}.${format}`)
    await writeFile(path, text)
    const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'srt', '-'])
    assert.match(stdout, word)
  }
  assert.match(await file('txt'), /John/)
  assert.ok(JSON.parse(await file('json')))
}

/** Rows of what was said, in any table. */
async function rowsLeft(): Promise<number> {
  const sql = postgres(database.url, { max: 1 })
  try {
    const [counts] = await sql<{ all: number }[]>`
      select ((select count(*) from meetings) + (select count(*) from meeting_people) + (select count(*) from lines) + (select count(*) from line_texts))::int as "all"`
    return counts!.all
  } finally {
    await sql.end()
  }
}

async function accountsLeft(): Promise<string[]> {
  const sql = postgres(database.url, { max: 1 })
  try {
    const left = await sql<{ what: string }[]>`
      select email as what from accounts union all select room_id from rooms where owner_id is not null union all select token_hash from refresh_tokens`
    return left.map(({ what }) => what)
  } finally {
    await sql.end()
  }
}

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(joinPath(folder, 'data', 'blobs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
