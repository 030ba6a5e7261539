import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { join, openBrowser, shownCaptions, startMeeting, waitForCaption, waitForReceived } from './browser.ts'
import type { Person } from './browser.ts'
import type { Started } from './server.ts'
import { fixture, forMicrophone } from './speech.ts'

/** Closes the browsers whatever happens; a failure carries what the server wrote. */
export async function withPeople(server: Pick<Started, 'output'>, people: readonly Person[], run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n--- server ---\n${server.output().slice(-4_000)}`, { cause: error })
  } finally {
    await Promise.all(people.map((person) => person.close()))
  }
}

/**
 * The main job: John speaks English in one browser; in another, Bia reads Portuguese with the original under it, and
 * hears his voice.
 */
export async function meetAcrossLanguages(server: Started, options: { readonly ignoreCertificate?: boolean } = {}): Promise<void> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'parley-speech-'))
  const speech = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav') })
  const reader = await openBrowser(options)
  const speaker = await openBrowser({ ...options, speech })
  await withPeople(server, [reader, speaker], async () => {
    const room = await startMeeting(reader.page, server.url, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' })
    await join(reader.page, room, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' })
    await join(speaker.page, room, { name: 'John', speaks: 'English', reads: 'English' })

    await waitForReceived(reader.page, ({ audioEnergy, videoFrames }) => audioEnergy > 0.01 && videoFrames > 0)
    await waitForCaption(reader.page, 'translation', /país[\s\S]*país/i)
    await waitForCaption(reader.page, 'original', /country[\s\S]*country/i)

    const lines = await shownCaptions(reader.page)
    assert.ok(lines.length >= 2 && lines.length <= 6, JSON.stringify(lines))
    for (const { text, translation, original } of lines) {
      assert.match(text, /^John/)
      assert.equal(original?.lang, 'en')
      assert.equal(translation?.lang, 'pt')
    }
    const words = lines.map(({ original }) => original!.text).join(' ').toLowerCase()
    assert.match(words, /fellow americans/)
    assert.match(words, /ask what you can do for your country/)
    assert.equal(words.match(/country/g)?.length, 2, words)
  }).finally(() => rm(folder, { recursive: true, force: true }))
}
