import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { MockActivityEnvironment } from '@temporalio/testing'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openAdministeredEdge } from '../../edge/administration_testing.ts'
import { createAssets } from '../../edge/assets.ts'
import { listen } from '../../edge/listen.ts'
import type { Listening } from '../../edge/listen.ts'
import { DOCUMENT_MAX_BYTES } from '../../domain/document.ts'
import { CSV_MAX_BYTES } from '../../domain/vocabulary.ts'
import { beginWork, recordState } from '../../functions/voices/record_work.ts'
import { openSampleModels } from '../../models/cloning/open_sample_models.ts'
import type { OpenedSampleModels } from '../../models/cloning/open_sample_models.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { createCloneVoiceActivities } from '../../workflows/clone_voice/activities.ts'
import { createCloneVoiceBooks } from '../../workflows/clone_voice/books.ts'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
/** Twenty seconds of one reader of LibriSpeech. */
const SPEAKER = fixture('voices/speaker.ogg')

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
let listening: Listening
let browser: Browser
let models: OpenedSampleModels
before(async () => {
  edge = await openAdministeredEdge({ assets: await createAssets({ mode: 'production' }) })
  models = await openSampleModels({ store: { locate: async (id) => `${BUNDLED_FOLDER}${id}` } })
  listening = await listen({ fetch: edge.app.fetch, host: '127.0.0.1', port: 0, tls: null, prepare: () => {} })
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium', chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-background-networking', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required', `--use-file-for-fake-audio-capture=${fixture('jfk.wav')}`],
  })
})
after(async () => {
  await browser?.close()
  await listening?.close()
  await models?.close()
  await edge?.close()
})

/** A page of somebody of a plan, which fails the test on what it or its content policy complains about. */
async function open({ tier = 'premium' as const, agrees = true, person: given, ...options }: { tier?: 'premium' | 'pro'; agrees?: boolean; person?: Awaited<ReturnType<typeof edge.signedUp>> } & BrowserContextOptions = {}) {
  const person = given ?? await edge.signedUp({ tier })
  if (agrees && !given) await edge.ownVoices.agree(person.accountId)
  const url = `http://127.0.0.1:${listening.port}`
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', reducedMotion: 'reduce', permissions: ['microphone'], ...options })
  await context.addCookies([...person.browser.jar].map(([name, { value }]) => ({ name, value, url })))
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto('/account/voices')
  return { person, page, context, complaints, accountId: person.accountId }
}

/** The work on the newest voice of an account, as the worker and the books do it. */
async function work(accountId: string): Promise<void> {
  const { deps, blob, voices } = edge.ownVoices
  const { voiceId } = (await voices.list(accountId)).voices[0]!
  const sample = { accountId, voiceId, sampleId: (await beginWork(deps, { accountId, voiceId }))!.sampleId }
  const embed = async () => new TextEncoder().encode('latents')
  const activities = createCloneVoiceActivities({ blob, sampleModels: async () => models, cloner: { engine: 'scripted', ready: async () => true, embed } })
  const books = createCloneVoiceBooks(deps)
  const run = <A, R>(activity: (input: A) => Promise<R>, input: A) => new MockActivityEnvironment().run(activity, input) as Promise<R>
  const check = await run(activities.checkVoiceSample, sample)
  await books.recordVoiceCheck({ ...sample, ...check })
  if (check.refusal === null) await books.recordVoiceEmbedding({ accountId, voiceId, ...await run(activities.learnVoice, sample) })
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
    return (await axe.run()).violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

test('somebody agrees, uploads twenty seconds, hears sample and test sentence, and takes it all back', async () => {
  const { page, context, complaints, accountId } = await open({ agrees: false })
  await page.getByRole('checkbox', { name: /This is my own voice/ }).check()
  await page.getByRole('button', { name: 'I agree' }).click()
  await page.getByText('Your consent is recorded').waitFor()
  await page.getByLabel('Name of the voice').fill('At my desk')
  await page.getByLabel('Recording', { exact: true }).setInputFiles(SPEAKER)
  await page.getByText('What will be sent').waitFor()
  await page.getByRole('button', { name: 'Add voice' }).click()
  const voice = page.getByRole('article', { name: 'At my desk' })
  await voice.getByText('Being checked').waitFor()
  await work(accountId)
  // The page finds it out by itself.
  await voice.getByText('Ready', { exact: true }).waitFor()
  await voice.getByText(/1\d s of speech.*level -\d\d dBFS/).waitFor()
  await voice.getByText('You are heard with this voice').waitFor()
  await voice.getByLabel('Test sentence', { exact: true }).selectOption('pt')
  const player = voice.getByLabel('Test sentence in the voice At my desk')
  const ended = player.evaluate((audio: HTMLAudioElement) => new Promise<number>((resolve) => audio.addEventListener('ended', () => resolve(audio.duration))))
  await voice.getByRole('button', { name: 'Hear it' }).click()
  assert.equal(await ended, 1, 'a second of speech is played to its end')
  assert.equal(edge.ownVoices.engine.spoken.at(-1)!.language, 'pt')
  const sample = voice.getByLabel('Sample of At my desk')
  assert.ok(await sample.evaluate((audio: HTMLAudioElement) => new Promise<number>((resolve) => {
    audio.addEventListener('loadedmetadata', () => resolve(audio.duration))
    audio.load()
    audio.preload = 'metadata'
  })) > 10)
  await page.getByText('Take back…').click()
  await page.getByRole('button', { name: 'Take back my consent and delete everything' }).click()
  await page.getByText('what was made with it is deleted').waitFor()
  assert.equal(await page.getByRole('article').count(), 0)
  assert.deepEqual([await edge.ownVoices.files(accountId), complaints], [[], []])
  await context.close()
})

test('somebody records on the page, hears it before it is sent, and sees why it is refused', async () => {
  const { page, context, complaints, accountId } = await open()
  await page.getByLabel('Name of the voice').fill('Recorded')
  await page.getByRole('button', { name: 'Record', exact: true }).click()
  const meter = page.getByLabel('Level of the microphone')
  await page.waitForFunction(() => (document.querySelector('meter')?.value ?? 0) > 0.3)
  await page.waitForFunction(() => document.querySelector('.recorder-time')?.textContent === '0:02')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText(/That was only \d s/).waitFor()
  assert.equal(await meter.evaluate((element: HTMLMeterElement) => element.value), 0)
  const preview = page.getByLabel('What will be sent')
  assert.ok(await preview.evaluate((audio: HTMLAudioElement) => new Promise<boolean>((resolve) => {
    if (audio.readyState > 0) return resolve(true)
    audio.addEventListener('loadedmetadata', () => resolve(true))
    audio.addEventListener('error', () => resolve(false))
  })))
  await page.getByRole('button', { name: 'Add voice' }).click()
  const voice = page.getByRole('article', { name: 'Recorded' })
  await voice.getByText('Being checked').waitFor()
  await work(accountId)
  await voice.getByText('Not usable').waitFor()
  await voice.getByText(/less than 10 seconds of speech/).waitFor()
  await voice.getByText('Delete…').click()
  await voice.getByRole('button', { name: 'Delete Recorded' }).click()
  await page.getByText('The voice and all audio made with it are deleted').waitFor()
  assert.deepEqual(complaints, [])
  await context.close()
})

test('without a script the same form sends a file, and says what is missing', async () => {
  const { page, context, accountId } = await open({ javaScriptEnabled: false })
  await page.getByRole('button', { name: 'Add voice' }).click()
  await page.getByText('Give the voice a name').waitFor()
  await page.getByLabel('Name of the voice').fill('No script')
  await page.getByLabel('Recording', { exact: true }).setInputFiles(fixture('jfk.wav'))
  await page.getByRole('button', { name: 'Add voice' }).click()
  await page.getByRole('article', { name: 'No script' }).getByText('Being checked').waitFor()
  assert.equal((await edge.ownVoices.voices.list(accountId)).voices.length, 1)
  await context.close()
})

test('a document or a list of terms that is too large is said to be so where it was chosen, and not sent', async () => {
  const { page, complaints, context } = await open({ tier: 'pro' })
  for (const [path, label, button, most, words] of [
    ['/account/documents', 'File', 'Add document', DOCUMENT_MAX_BYTES, 'larger than 10 MB'], ['/account/vocabulary', 'CSV file', 'Import', CSV_MAX_BYTES, 'larger than 1 MB'],
  ] as const) {
    await page.goto(path)
    const [file, error] = [page.getByLabel(label, { exact: true }), page.locator('.field-error', { hasText: words })]
    await file.setInputFiles({ name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(most + 1, 97) })
    await error.waitFor()
    await page.getByRole('button', { name: button }).click()
    assert.equal(new URL(page.url()).search, '')
    assert.equal(await file.evaluate((element) => element === document.activeElement), true)
    await file.setInputFiles({ name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('term\nKestrel') })
    await error.waitFor({ state: 'hidden' })
  }
  assert.deepEqual(complaints, [])
  await context.close()
})

test('the page fits every window, in light and dark, in every language, and axe finds nothing serious', async () => {
  const long = 'Maximiliane-Friederike von Hohenstein-Wolkenbruch am Schreibtisch'.slice(0, 60)
  const { person, accountId, context: first } = await open()
  await first.close()
  const { ownVoices } = edge
  await ownVoices.agree(accountId, 'meetings')
  const made = []
  for (const name of [long, 'Headset', 'Office']) made.push((await ownVoices.add(accountId, name)).voiceId)
  for (const voiceId of made) await ownVoices.makeReady(accountId, voiceId)
  await recordState(ownVoices.deps, { accountId, voiceId: made[2]!, state: 'failed', cause: 'clone-refused' })
  await ownVoices.voices.startCollecting({ accountId, name: 'From meetings' })
  for (const [locale, width, colorScheme] of [['en', 390, 'light'], ['vi', 1280, 'dark'], ['pt', 390, 'dark'], ['en', 1280, 'light']] as const) {
    await person.browser.post('/locale', { locale })
    const { page, context, complaints } = await open({ person, viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `it scrolls sideways at ${width}`)
    for (const summary of await page.locator('details.ask > summary').all()) await summary.click()
    assert.deepEqual(await violations(page), [], `${locale} at ${width}, ${colorScheme}`)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `it scrolls sideways at ${width} with all opened`)
    assert.deepEqual(complaints, [])
    await context.close()
  }
})
