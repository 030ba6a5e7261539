import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { toWords, wordErrors } from '../../bench/transcribe_parts/words.ts'
import { captionsOf, join, openBrowser, shownCaptions, startMeeting, waitForCaption, waitForReceived } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import type { SharedDeployment } from './shared_deployment.ts'
import { startShared } from './shared_deployment.ts'
import { fixture, forMicrophone, repeatForMicrophone } from './speech.ts'

const SAID = 'And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.'
/** Times that a server is killed during the meeting. */
const ROUNDS = 10
/** Far beyond what anything takes here, for machines that do much else. */
const PATIENCE_MS = 120_000

describe('a meeting spread over processes', () => {
  let deployment: SharedDeployment
  let folder: string
  before(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), 'parley-shared-'))
    deployment = await startShared({ edges: 2, captions: 2 })
  })
  after(async () => {
    await deployment?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Someone on the one edge reads Portuguese, someone on the other speaks English. */
  const meet = async (speech: string, run: (people: { readonly reader: Page; readonly speaker: Page; readonly roomId: string }) => Promise<void>) => {
    const [here, there] = deployment.edges
    const reader = await openBrowser()
    const speaker = await openBrowser({ speech })
    await withPeople(deployment, [reader, speaker], async () => {
      const room = await startMeeting(reader.page, here!.url, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' })
      await join(reader.page, room, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' })
      const { pathname } = new URL(room)
      await join(speaker.page, new URL(pathname, there!.url).href, { name: 'John', speaks: 'English', reads: 'English' })
      await run({ reader: reader.page, speaker: speaker.page, roomId: pathname.split('/').at(-1)! })
    })
  }

  test('people on two edges see, hear and read each other; a process killed at work takes no caption with it', async () => {
    const speech = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav') })
    await meet(speech, async ({ reader, speaker, roomId }) => {
      await waitForReceived(reader, ({ audioEnergy, videoFrames }) => audioEnergy > 0.001 && videoFrames > 0)
      // Whichever of the two takes the first words is killed while more of them wait.
      const atWork = await Promise.race(deployment.captions.map(async (process) => {
        while (!process.output().includes('"event":"segment"')) await pass(20)
        return process
      }))
      atWork.child.kill('SIGKILL')
      await once(atWork.child, 'exit')

      await waitForCaption(reader, 'original', /country[\s\S]*country/i)
      await waitForCaption(reader, 'translation', /país[\s\S]*país/i)
      const words = (await shownCaptions(reader)).map(({ original }) => original!.text).join(' ').toLowerCase()
      // No word is missing and none comes twice; a browser that has too little of the machine sends damaged sound, in which one or two are heard as others.
      assert.ok(wordErrors(toWords(SAID), toWords(words)) <= 2, words)
      assert.match(words, /ask what you can do for your country/)
      assert.equal(words.match(/country/g)?.length, 2, words)
      assert.deepEqual(await shownIds(speaker), await shownIds(reader))
      assert.deepEqual(await stored(roomId, (await shownIds(reader)).length), await shownIds(reader))
    })
    await deployment.addCaptions()
  })

  test('Redis and PostgreSQL are killed again and again during a meeting, and no final caption is lost', async () => {
    // A few more than rounds: what is said before the connection stands is nobody's to keep.
    const sentence = await repeatForMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'rounds.wav'), fromS: 8, untilS: 11, everyS: 6, times: ROUNDS + 5 })
    await meet(sentence, async ({ reader, speaker, roomId }) => {
      for (let round = 0; round < ROUNDS; round++) {
        await until(`${round} captions`, async () => (await shownIds(reader)).length >= round, PATIENCE_MS)
        const server = round % 2 === 0 ? deployment.redis : deployment.database
        await server.kill9()
        await pass(1_500)
        await server.restart()
      }
      await speaker.getByRole('button', { name: 'Mute', exact: true }).click()
      const said = () => deployment.finalsOf(roomId)
      await until('a caption for everything that was said', async () => (await shownIds(reader)).length >= said().length, PATIENCE_MS)
      await until('the captions on the other edge', async () => (await shownIds(speaker)).length >= said().length, PATIENCE_MS)
      const all = said().sort()
      assert.ok(all.length >= ROUNDS - 1, `${all.length} captions`)
      assert.deepEqual((await shownIds(reader)).sort(), all)
      assert.deepEqual((await shownIds(speaker)).sort(), all)
      assert.deepEqual((await stored(roomId, all.length)).sort(), all)
      for (const { translation } of await shownCaptions(reader)) assert.ok(translation)
    })
  })

  /** The stored captions once there are as many. */
  const stored = async (roomId: string, count: number) => {
    let lines: { readonly lineId: string }[] = []
    await until('the captions in the database', async () => {
      lines = await deployment.storedLines(roomId)
      return lines.length >= count
    }, PATIENCE_MS)
    return lines.map(({ lineId }) => lineId)
  }
})

function shownIds(page: Page): Promise<string[]> {
  return captionsOf(page).locator('li[data-final]').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset.final!))
}

async function until(what: string, holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`)
    await pass(100)
  }
}
