import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { captionsOf, join, openBrowser, shownCaptions, startMeeting, waitForCaption } from './browser.ts'
import { meetAcrossLanguages, withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, forMicrophone, speak } from './speech.ts'

describe('a meeting across languages', () => {
  let server: Started
  let folder: string
  before(async () => {
    server = await startParley()
    folder = await mkdtemp(joinPath(tmpdir(), 'parley-speech-'))
  })
  after(async () => {
    const { code, tookMs } = await server.stop()
    await rm(folder, { recursive: true, force: true })
    assert.equal(code, 0, server.output())
    assert.ok(tookMs < 5_000, `it took ${tookMs} ms to stop`)
  })

  test('English spoken in one browser is read in Portuguese in another, and heard there', () => meetAcrossLanguages(server))

  test('three people each read what they asked for and nothing else', async () => {
    const english = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'en.wav') })
    const portuguese = await speak('Hoje vamos falar sobre o futuro do nosso país.', { voice: 'pt-br', out: joinPath(folder, 'pt.wav') })
    const eve = await openBrowser()
    const bia = await openBrowser({ speech: portuguese })
    const ada = await openBrowser({ speech: english })
    await withPeople(server, [eve, bia, ada], async () => {
      // Eve reads English and says nothing; Bia speaks and reads Portuguese; Ada speaks and reads English.
      const room = await startMeeting(eve.page, server.url, { name: 'Eve', speaks: 'English', reads: 'English' })
      await join(eve.page, room, { name: 'Eve', speaks: 'English', reads: 'English' })
      await join(bia.page, room, { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' })
      await waitForCaption(eve.page, 'original', /futuro|falar|país/i)
      await join(ada.page, room, { name: 'Ada', speaks: 'English', reads: 'English' })
      await waitForCaption(bia.page, 'translation', /país[\s\S]*país/i)
      await waitForCaption(eve.page, 'original', /country[\s\S]*country/i)

      const byEve = await shownCaptions(eve.page)
      for (const line of byEve.filter(({ text }) => text.startsWith('Bia'))) {
        assert.equal(line.translation?.lang, 'en', JSON.stringify(line))
        assert.equal(line.original?.lang, 'pt')
      }
      for (const line of byEve.filter(({ text }) => text.startsWith('Ada'))) {
        assert.equal(line.translation, null, JSON.stringify(line))
        assert.equal(line.original?.lang, 'en')
      }
      assert.match(byEve.map(({ translation }) => translation?.text ?? '').join(' '), /future|talk|speak|country/i)

      const byBia = await shownCaptions(bia.page)
      assert.match(byBia.filter(({ text }) => text.startsWith('Ada')).map(({ translation }) => translation?.text ?? '').join(' '), /país/i)
      for (const line of byBia.filter(({ text }) => text.startsWith('Bia'))) assert.equal(line.translation, null, JSON.stringify(line))

      // Ada came after Bia's words: her log holds her own only, untranslated.
      const byAda = await shownCaptions(ada.page)
      assert.ok(byAda.length > 0)
      for (const line of byAda) {
        assert.match(line.text, /^Ada/)
        assert.equal(line.translation, null)
      }
    })
  })

  test('the menu "I read" works during the meeting and affects only oneself', async () => {
    const speech = await forMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'late.wav'), leadS: 6 })
    const bia = await openBrowser()
    const eve = await openBrowser()
    const john = await openBrowser({ speech })
    await withPeople(server, [bia, eve, john], async () => {
      const room = await startMeeting(bia.page, server.url, { name: 'Bia', reads: 'English' })
      await join(bia.page, room, { name: 'Bia', reads: 'English' })
      await join(eve.page, room, { name: 'Eve', reads: 'English' })
      await join(john.page, room, { name: 'John', speaks: 'English', reads: 'English' })
      const saved = bia.page.waitForResponse((response) => response.url().endsWith('/preferences'))
      await bia.page.getByLabel('I read').selectOption({ label: 'Portuguese' })
      assert.ok((await saved).ok())
      await waitForCaption(bia.page, 'translation', /país/i)
      await waitForCaption(eve.page, 'original', /country/i)
      for (const line of await shownCaptions(eve.page)) assert.equal(line.translation, null)
    })
  })

  test('names and controls are shown as text and by role', async () => {
    const ada = await openBrowser()
    await withPeople(server, [ada], async () => {
      const name = '<img src=x onerror=alert(1)> "; DROP TABLE rooms'
      const room = await startMeeting(ada.page, server.url, { name })
      await join(ada.page, room, { name })
      assert.ok(await ada.page.getByText(name).first().isVisible())
      assert.equal(await ada.page.locator('img[src=x]').count(), 0)
      for (const button of ['Mute', 'Stop camera', 'Share screen', 'Captions', 'Leave']) {
        await ada.page.getByRole('button', { name: button, exact: true }).waitFor()
      }
      await ada.page.getByRole('button', { name: 'Captions', exact: true }).click()
      assert.equal(await captionsOf(ada.page).isVisible(), false)
      await ada.page.getByRole('button', { name: 'Mute', exact: true }).click()
      await ada.page.getByRole('button', { name: 'Unmute', exact: true }).waitFor()
      await ada.page.getByRole('button', { name: 'Leave', exact: true }).click()
      await ada.page.getByRole('button', { name: 'Start a meeting' }).waitFor()
    })
  })

  test('whoever is not in the room reads, hears and signals nothing', async () => {
    const home = server.url
    assert.equal((await fetch(`${home}/rooms/aaaa-bbbb-cccc`)).status, 404)
    const created = await fetch(`${home}/rooms`, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: 'Ada', speaks: 'auto', reads: 'en', hears: 'original' }),
    })
    assert.equal(created.status, 303)
    const room = new URL(created.headers.get('location')!, home).href
    for (const socket of ['signal', 'hub']) {
      const response = await fetch(`${room}/${socket}`, { headers: { upgrade: 'websocket', connection: 'Upgrade' } }).catch((error: Error) => error)
      assert.ok(response instanceof Error || response.status === 401, `${socket}: ${response instanceof Error ? response.message : response.status}`)
    }
    const preferences = await fetch(`${room}/preferences`, { method: 'POST', body: new URLSearchParams({ reads: 'pt' }) })
    assert.equal(preferences.status, 401)
    const foreign = await fetch(`${home}/rooms`, { method: 'POST', headers: { origin: 'https://elsewhere.example' }, body: new URLSearchParams({ name: 'Ada' }) })
    assert.equal(foreign.status, 403)
    const nameless = await fetch(`${home}/rooms`, { method: 'POST', body: new URLSearchParams({ name: ' ', speaks: 'auto', reads: 'en', hears: 'original' }) })
    assert.equal(nameless.status, 422)
    assert.match(await nameless.text(), /Enter your name/)
    const huge = await fetch(`${home}/rooms`, { method: 'POST', body: new URLSearchParams({ name: 'x'.repeat(200_000) }) })
    assert.equal(huge.status, 413)
  })

  test('health and readiness answer JSON', async () => {
    assert.deepEqual(await (await fetch(`${server.url}/healthz`)).json(), { alive: true })
    const ready = await fetch(`${server.url}/readyz`)
    assert.equal(ready.status, 200)
    assert.equal((await ready.json() as { ready: boolean }).ready, true)
  })
})
