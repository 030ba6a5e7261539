import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { join, openBrowser, shownCaptions, startMeeting } from './browser.ts'
import { interpreterSound, recordInterpreter } from './interpreter_track.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, repeatForMicrophone } from './speech.ts'
import { openListener } from '../listener.ts'
import { readWav } from '../read_wav.ts'

const run = promisify(execFile)
/** The sentence and some silence before it, at 16 kHz. */
const DUB_SAMPLES = 16_000 * 5

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

/** Words that say something: letters alone, without accents, so that what is heard and what is written can be compared. */
function contentWords(text: string): Set<string> {
  const words = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().match(/\p{L}+/gu) ?? []
  return new Set(words.filter((word) => word.length >= 4))
}

test('who hears Portuguese hears in it what was said in English, over an original that is softer meanwhile', async () => {
  // "Ask what you can do for your country", again and again: the first times are for a machine that is busy.
  const speech = await repeatForMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav'), fromS: 8, untilS: 10.7, everyS: 7, times: 20 })
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
    const interpreted = page.locator('.tile[data-interpreted]', { hasText: 'John' })

    await interpreted.waitFor({ timeout: 120_000 })
    await page.waitForFunction(() => [...document.querySelectorAll('audio')].some(({ volume }) => Math.abs(volume - 0.2) < 0.01))
    assert.ok(await interpreted.getByText('Interpreted').isVisible())
    await page.waitForFunction(() => document.querySelector('.tile[data-interpreted]') === null)
    await page.waitForFunction(() => [...document.querySelectorAll('audio')].every(({ volume }) => volume === 1))
    assert.deepEqual(new Set(await volumes()), new Set([1]))
    assert.equal(await speaker.page.locator('.tile[data-interpreted]').count(), 0, 'nobody is interpreted for who hears originals')

    // By ear: our own recognition, in Portuguese, says what the captions say.
    const listener = await openListener()
    try {
      for (let heard = '', turn = 1; ; turn++) {
        const raw = joinPath(folder, 'heard.raw')
        await writeFile(raw, new Uint8Array((await interpreterSound(page)).buffer))
        await run('ffmpeg', ['-v', 'error', '-y', '-f', 's16le', '-ar', '48000', '-ac', '1', '-i', raw, '-ar', '16000', '-c:a', 'pcm_s16le', `${raw}.wav`])
        heard = await listener.hear((await readWav(pathToFileURL(`${raw}.wav`))).subarray(-DUB_SAMPLES), 'pt')
        const captions = await shownCaptions(page)
        const words = [...contentWords(captions.at(-1)?.translation?.text ?? '')]
        const missing = words.filter((word) => !contentWords(heard).has(word))
        // One word of a synthetic voice may be heard as another one.
        if (words.length >= 4 && missing.length <= 1) break
        if (turn === 10) assert.fail(`The captions are ${JSON.stringify(captions)}, heard was "${heard}"`)
        await interpreted.waitFor({ timeout: 60_000 })
        await page.waitForFunction(() => document.querySelector('.tile[data-interpreted]') === null)
      }
    } finally {
      await listener.close()
    }

    // Original voices again: the voice is taken away at once, whatever it was saying.
    await page.getByLabel('I hear').selectOption({ label: 'Original voices' })
    await page.waitForFunction(() => [...document.querySelectorAll('audio')].length === 1)
    assert.equal(await page.locator('.tile[data-interpreted]').count(), 0)
  })
})
