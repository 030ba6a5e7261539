import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { fillChoices, join, openBrowser, startMeeting, waitForCaption } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, forMicrophone } from './speech.ts'

const ANNA = { name: 'Anna', speaks: 'English', reads: 'English' }
const BIA = { name: 'Bia', speaks: 'English', reads: 'English' }

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** A screen to share: headless browsers have none to choose from. */
function paintedScreen(): void {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 360
    const context = canvas.getContext('2d')!
    setInterval(() => {
      context.fillStyle = `hsl(${Date.now() % 360} 80% 50%)`
      context.fillRect(0, 0, 640, 360)
    }, 100)
    return canvas.captureStream(10)
  }
}

describe('hosts and guests', () => {
  let server: Started
  let folder: string
  before(async () => {
    server = await startParley()
    folder = await mkdtemp(joinPath(tmpdir(), 'parley-speech-'))
  })
  after(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('a guest waits, is admitted, speaks, is muted, shares and is stopped, and is removed for good', async () => {
    const speech = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav') })
    const anna = await openBrowser()
    const bia = await openBrowser({ speech })
    anna.page.on('dialog', (dialog) => void dialog.accept())
    await bia.context.addInitScript(paintedScreen)
    await withPeople(server, [anna, bia], async () => {
      const room = await startMeeting(anna.page, server.url, ANNA)
      await join(anna.page, room, ANNA)
      await button(anna.page, 'Meeting settings').click()
      const saved = anna.page.waitForResponse((response) => response.url().endsWith('/settings/lobby'))
      await anna.page.getByLabel('Lobby').check()
      assert.ok((await saved).ok())
      await button(anna.page, 'Close').last().click()

      // The lobby: Bia waits, and is led on without doing anything.
      await bia.page.goto(room)
      await bia.page.getByText('A host lets people into this room.').waitFor()
      await fillChoices(bia.page, BIA)
      await button(bia.page, 'Join').click()
      await bia.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
      await button(anna.page, 'Admit Bia').click()
      await bia.page.getByRole('log', { name: 'Captions' }).waitFor({ state: 'attached' })
      await button(anna.page, 'Admit Bia').waitFor({ state: 'hidden' })
      await waitForCaption(anna.page, 'original', /country/i)
      assert.equal(await button(bia.page, 'Mute Anna').count(), 0)

      // Muted by the host; she unmutes herself.
      await button(anna.page, 'Mute Bia').click()
      await bia.page.getByText('A host muted you.').waitFor()
      await button(bia.page, 'Unmute').click()
      await button(bia.page, 'Mute').waitFor()

      // Her screen is stopped, on her side too.
      await button(bia.page, 'Share screen').click()
      await anna.page.locator('.tile-screen').waitFor()
      await button(anna.page, "Stop Bia's share").click()
      await anna.page.locator('.tile-screen').waitFor({ state: 'detached' })
      await button(bia.page, 'Share screen').waitFor()
      await bia.page.getByText('A host stopped your share.').waitFor()

      // Made a host and a guest again: her controls come and go.
      await button(anna.page, 'Make Bia co-host').click()
      await button(bia.page, 'Meeting settings').waitFor()
      await button(anna.page, 'Make Bia a guest again').click()
      await button(bia.page, 'Meeting settings').waitFor({ state: 'detached' })

      // Removed: told so, gone for Anna, and the same link does not work again.
      await button(anna.page, 'Remove Bia').click()
      await bia.page.getByText('A host has removed you from this meeting.').waitFor()
      await anna.page.getByRole('list', { name: 'Participants' }).getByText('Bia').waitFor({ state: 'detached' })
      await bia.page.goto(room)
      await fillChoices(bia.page, BIA)
      await button(bia.page, 'Join').click()
      await bia.page.getByRole('heading', { name: 'You were removed from this meeting' }).waitFor()

      // The end, for whoever is left.
      await button(anna.page, 'Meeting settings').click()
      await button(anna.page, 'End for everyone').click()
      await anna.page.getByText('The meeting is over.').first().waitFor()
      await anna.page.goto(room)
      await anna.page.getByRole('heading', { name: 'The meeting is over' }).waitFor()
    })
  })

  test('locked and with a passcode, a room lets in who knows it', async () => {
    const anna = await openBrowser()
    const bia = await openBrowser()
    await withPeople(server, [anna, bia], async () => {
      const room = await startMeeting(anna.page, server.url, ANNA)
      await join(anna.page, room, ANNA)
      // The hub sends the settings anew when the page connects.
      await anna.page.locator('[data-connection=connected]').waitFor()
      await button(anna.page, 'Meeting settings').click()
      await anna.page.getByLabel('Passcode').fill('sesame 9')
      await button(anna.page, 'Save passcode').click()
      await anna.page.getByText('A passcode is set.').waitFor()
      await bia.page.goto(room)
      await fillChoices(bia.page, BIA)
      await bia.page.getByLabel('Passcode').fill('sesame 8')
      await button(bia.page, 'Join').click()
      await bia.page.getByText('This passcode is wrong').waitFor()
      await anna.page.getByLabel('Lock the room').check()
      await anna.page.getByText('Locked', { exact: true }).waitFor({ state: 'attached' })
      await bia.page.getByLabel('Passcode').fill('sesame 9')
      await button(bia.page, 'Join').click()
      await bia.page.getByRole('heading', { name: 'The room is locked' }).waitFor()
      await anna.page.getByLabel('Lock the room').uncheck()
      await anna.page.getByText('Locked', { exact: true }).waitFor({ state: 'detached' })
      await bia.page.goto(room)
      await bia.page.getByLabel('Passcode').fill('sesame 9')
      await button(bia.page, 'Join').click()
      await bia.page.getByRole('log', { name: 'Captions' }).waitFor({ state: 'attached' })
    })
  })
})
