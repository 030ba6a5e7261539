import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { DUB_RATE_HZ, SPEECH_RATE } from '../../domain/audio.ts'
import { toWav } from '../../domain/wav.ts'
import { silentLog } from '../../infra/log.ts'
import { openSpeaker } from '../../models/tts/open.ts'
import { createResampler } from '../../models/tts/resample.ts'
import { toFloat } from '../../models/tts/samples.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { openListener } from '../listener.ts'
import { join, openBrowser, shownCaptions, startMeeting } from './browser.ts'
import { interpreterSound, recordInterpreter, trackPoint } from './interpreter_track.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { cutOut, fixture, inTurnForMicrophone } from './speech.ts'

/** What the page records. */
const TRACK_RATE = 48_000
/** A sentence and its dub. */
const EVERY_S = 9
const ROUNDS = 12
/** The longest dub takes 5 s; the one before it ended earlier. */
const DUB_S = 7
/** Every dub ends in up to 50 ms that the browser made up, where packets end; what made up more had holes. */
const MADE_UP_MAX_SAMPLES = TRACK_RATE / 10
/** Prepositions and pronouns: of 21 dubs on a busy machine two had no "este" to our ear, and all had every other word. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(['este', 'para', 'pelo'])

let folder: string
let parley: Started
before(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'parley-interpreter-'))
  parley = await startParley()
})
after(async () => {
  await parley?.stop()
  await rm(folder, { recursive: true, force: true })
})

/**
 * Three English sentences, one of a person and two of our own English voice. Portuguese is read by espeak-ng here, a synthesiser by rule, which our Whisper
 * (base) mishears in most sentences. In the translations of these it heard all of them, also when they were coded by Opus, two per cent quicker or slower, and
 * noisy. So not one of their content words may be missing: what is tried is the way to the listener's ear, not how well a recogniser knows a robot's accent.
 */
async function englishSpeech(): Promise<string> {
  const speaker = await openSpeaker({ store: { find: async (id) => `${BUNDLED_FOLDER}${id}` }, cacheFolder: joinPath(folder, 'cache'), log: silentLog })
  const say = async (text: string, out: string) => {
    const { audio, engine } = await speaker.speak({ text, language: 'en' }, { signal: AbortSignal.timeout(60_000) })
    assert.equal(engine, 'piper')
    const pieces: Int16Array[] = []
    for await (const piece of audio) pieces.push(piece)
    await writeFile(out, toWav(pieces, { rateHz: DUB_RATE_HZ }))
    return out
  }
  try {
    return await inTurnForMicrophone([
      await cutOut(fixture('jfk.wav'), { out: joinPath(folder, 'country.wav'), fromS: 8.55, untilS: 10.7 }),
      await say('I would like a glass of water, please.', joinPath(folder, 'water.wav')),
      await say('This is a very important moment for our country.', joinPath(folder, 'moment.wav')),
    ], { out: joinPath(folder, 'speech.wav'), everyS: EVERY_S, times: ROUNDS })
  } finally {
    await speaker.close()
  }
}

/** Words that say something: letters alone, without accents, so that what is heard and what is written can be compared. */
function contentWords(text: string): string[] {
  const words = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().match(/\p{L}+/gu) ?? []
  return [...new Set(words.filter((word) => word.length >= 4 && !FUNCTION_WORDS.has(word)))]
}

function toSpeechRate(sound: Int16Array): Float32Array {
  const { push, flush } = createResampler(TRACK_RATE, SPEECH_RATE)
  const [most, rest] = [push(toFloat(sound)), flush()]
  const whole = new Float32Array(most.length + rest.length)
  whole.set(most)
  whole.set(rest, most.length)
  return whole
}

const interpreted = (page: Page) => page.locator('.tile[data-interpreted]', { hasText: 'John' })
const notInterpreted = (page: Page) => page.waitForFunction(() => document.querySelector('.tile[data-interpreted]') === null)

test('who hears Portuguese hears in it what was said in English, over an original that is softer meanwhile', async () => {
  const speech = await englishSpeech()
  const listener = await openListener()
  const reader = await openBrowser()
  await recordInterpreter(reader.context)
  const speaker = await openBrowser({ speech })
  // Pictures cost a busy machine more than all the rest.
  for (const { context } of [reader, speaker]) await context.addInitScript(() => sessionStorage.setItem('parley.start-camera', 'off'))
  await withPeople(parley, [reader, speaker], async () => {
    const bia = { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese', hears: 'Translated voice' }
    const room = await startMeeting(reader.page, parley.url, bia)
    await join(reader.page, room, bia)
    await join(speaker.page, room, { name: 'John', speaks: 'English', reads: 'English' })
    const { page } = reader
    const volumes = () => page.evaluate(() => [...document.querySelectorAll('audio')].filter(({ srcObject }) => srcObject).map(({ volume }) => volume))

    // By ear: our own recognition, in Portuguese, has to hear each word of the caption.
    const heard = new Set<string>()
    const judged: string[] = []
    let since = await trackPoint(page)
    for (let dubs = 0; heard.size < 3; dubs++) {
      assert.ok(dubs < 3 * ROUNDS - 1, `Too few dubs came whole: ${JSON.stringify(judged)}`)
      await interpreted(page).waitFor({ timeout: 120_000 })
      if (dubs === 0) {
        await page.waitForFunction(() => [...document.querySelectorAll('audio')].some(({ volume }) => Math.abs(volume - 0.2) < 0.01))
        assert.ok(await interpreted(page).getByText('Interpreted').isVisible())
      }
      await notInterpreted(page)
      const [point, said] = [await trackPoint(page), (await shownCaptions(page)).map(({ translation }) => translation?.text ?? '')]
      const text = await listener.hear(toSpeechRate((await interpreterSound(page, since)).subarray(-DUB_S * TRACK_RATE)), 'pt')
      const whole = point.madeUpSamples - since.madeUpSamples <= MADE_UP_MAX_SAMPLES
      since = point
      const hears = contentWords(text)
      // One that was spoken later than the next was said is among the last two.
      const caption = said.slice(-2).findLast((line) => contentWords(line).length >= 4 && contentWords(line).every((word) => hears.includes(word)))
      judged.push(`${whole ? 'whole' : 'with holes'}: "${text}" of ${JSON.stringify(said.slice(-2))}`)
      // What the machine delivered too late, so that the browser made up sound in its place, is no voice to be judged.
      if (whole) assert.ok(caption !== undefined, judged.at(-1))
      if (whole && caption !== undefined) heard.add(contentWords(caption).join(' '))
    }

    await page.waitForFunction(() => [...document.querySelectorAll('audio')].every(({ volume }) => volume === 1))
    assert.deepEqual(new Set(await volumes()), new Set([1]))
    assert.equal(await speaker.page.locator('.tile[data-interpreted]').count(), 0, 'nobody is interpreted for who hears originals')

    // Original voices again: the voice is taken away at once, whatever it was saying.
    await page.getByLabel('I hear').selectOption({ label: 'Original voices' })
    await page.waitForFunction(() => [...document.querySelectorAll('audio')].length === 1)
    assert.equal(await page.locator('.tile[data-interpreted]').count(), 0)
  }).finally(() => listener.close())
})
