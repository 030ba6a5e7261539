import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { startRemoteSettings } from '../../models/translation/firefox/remote_settings_stand_in.ts'
import type { RemoteSettingsStandIn } from '../../models/translation/firefox/remote_settings_stand_in.ts'
import { join, openBrowser, startMeeting, waitForCaption } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'
import { fixture, repeatForMicrophone } from './speech.ts'

let folder: string
let registry: RemoteSettingsStandIn
let parley: Started
before(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'parley-languages-'))
  const read = (name: string) => readFile(joinPath(BUNDLED_FOLDER, 'bergamot-en-pt', name))
  // The bundled weights by another language's name: what is fetched translates, and Spanish reads like Portuguese.
  const files = { model: await read('model.bin'), lex: await read('lex.bin'), vocab: await read('vocab.spm') }
  registry = await startRemoteSettings([{ from: 'en', to: 'es', files, compressed: true, version: '3.0' }, { from: 'en', to: 'fr', files: { ...files, model: new Uint8Array(1_000) } }])
  parley = await startParley({ FIREFOX_MODELS_URL: registry.url, PARLEY_CACHE: joinPath(folder, 'cache') })
})
after(async () => {
  await parley?.stop()
  await registry?.close()
  await rm(folder, { recursive: true, force: true })
})

test('a language that is not here is fetched while the meeting goes on, or is said not to be had', async () => {
  const speech = await repeatForMicrophone(fixture('jfk.wav'), { out: joinPath(folder, 'jfk.wav'), fromS: 0, untilS: 3.3, everyS: 5, times: 12 })
  const ada = await openBrowser({ speech })
  const { page } = ada
  let release = () => {}
  registry.spoil = (response, bytes, kind) => {
    if (kind !== 'model' || bytes.length < 1_000_000) return false
    response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, bytes.length / 2))
    release = () => response.end(bytes.subarray(bytes.length / 2))
    return true
  }
  const note = page.locator('#language-note')
  await withPeople(parley, [ada], async () => {
    const room = await startMeeting(page, parley.url, { name: 'Ada', speaks: 'English' })
    assert.match(await page.getByLabel('I read').locator('optgroup', { hasText: 'Spanish' }).getAttribute('label') ?? '', /Fetched when you pick them/)
    await page.getByLabel('I read').selectOption({ label: 'Spanish · español' })
    await join(page, room, { name: 'Ada', speaks: 'English' })

    await note.getByText('Spanish is being fetched').waitFor()
    await note.getByText(/^(8\.|9\.|1\d).* of 22 MB$/).waitFor()
    await waitForCaption(page, 'original', /fellow Americans/i)
    release()
    await note.getByText('Spanish is ready').waitFor()
    assert.equal(await note.locator('progress').count(), 0)
    await waitForCaption(page, 'translation', /americanos/i)

    await page.getByLabel('I read').selectOption('yo')
    await note.getByText('Yoruba can’t be read yet').waitFor()
    assert.match(await note.innerText(), /No translation model exists/)
    await page.getByLabel('I read').selectOption('fr')
    await note.getByText('It did not work this time').waitFor()
    await note.getByRole('button', { name: 'Try again' }).waitFor()
    await registry.close()
    await page.getByLabel('I read').selectOption('sv')
    await note.getByText('Swedish can’t be read yet').waitFor()
    // The list that was fetched before says that there is none.
    assert.match(await note.innerText(), /No translation model exists/)
  })
})
