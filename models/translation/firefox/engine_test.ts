import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from '../../../domain/language.ts'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { silentLog } from '../../../infra/log.ts'
import { createScriptedTranslator } from '../scripted.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { createFirefox, IDLE_MS } from './engine.ts'
import { openFirefoxPairs } from './pairs.ts'
import type { PairEntry } from './pairs.ts'
import { startRemoteSettings } from './remote_settings_stand_in.ts'

const entry = (from: Language, to: Language, folder: string | null = 'here'): PairEntry => ({
  id: `firefox-${from}-${to}`, from, to, folder, bytes: 30, version: '1.0', licence: 'MPL-2.0',
})

async function open({ pairs, before = async () => {} }: { pairs: PairEntry[]; before?: () => Promise<void> }) {
  const clock = createFakeClock()
  const loads: string[] = []
  const closed: string[] = []
  const near = createScriptedTranslator({ engine: 'near' })
  const engine = await createFirefox({
    pairs: { list: async () => pairs }, clock, log: silentLog,
    near: { translator: near, directions: [{ id: 'bundled-pt-en', from: 'pt', to: 'en' }, { id: 'bundled-en-pt', from: 'en', to: 'pt' }] },
    async load({ id }) {
      loads.push(id)
      await before()
      return { ...createScriptedTranslator({ engine: id }), close: async () => void closed.push(id) }
    },
  })
  return { engine, clock, loads, closed, near }
}

test('a direction is loaded when it is first needed, and leaves memory when it was not for a while', async () => {
  const { engine, clock, loads, closed } = await open({ pairs: [entry('en', 'es')] })
  assert.equal(engine.serves('en', 'es'), true)
  assert.deepEqual(loads, [])
  assert.equal((await engine.translate('Hello', { from: 'en', to: 'es' })).text, '[es] Hello')
  clock.advance(IDLE_MS - 1)
  await engine.translate('Again', { from: 'en', to: 'es' })
  clock.advance(IDLE_MS - 1)
  await new Promise(setImmediate)
  assert.deepEqual([loads.length, closed.length], [1, 0])
  clock.advance(1)
  await new Promise(setImmediate)
  assert.deepEqual(closed, ['firefox-en-es'])
  assert.equal(engine.serves('en', 'es'), true, 'it stays on the disk')
  assert.equal((await engine.translate('Later', { from: 'en', to: 'es' })).text, '[es] Later')
  assert.equal(loads.length, 2)
  await engine.close()
  assert.equal(closed.length, 2)
})

test('texts wait for a direction that loads, which is loaded once, and one at work is not taken away', async () => {
  const gates: (() => void)[] = []
  const { engine, clock, loads, closed } = await open({ pairs: [entry('en', 'es')], before: () => new Promise<void>((resolve) => gates.push(resolve)) })
  const both = Promise.all(['One', 'Two'].map((text) => engine.translate(text, { from: 'en', to: 'es' })))
  clock.advance(IDLE_MS)
  gates[0]!()
  assert.deepEqual((await both).map(({ text }) => text), ['[es] One', '[es] Two'])
  assert.deepEqual([loads.length, closed.length], [1, 0])
  await engine.close()
})

test('two languages that are not English meet by way of it, over the bundled direction where that is a half of the way', async () => {
  const { engine, near, loads } = await open({ pairs: [entry('en', 'es'), entry('de', 'en')] })
  assert.equal((await engine.translate('Olá', { from: 'pt', to: 'es' })).text, '[es] [en] Olá')
  assert.deepEqual(near.asked, ['Olá'])
  assert.equal((await engine.translate('Hallo', { from: 'de', to: 'es' })).text, '[es] [en] Hallo')
  assert.deepEqual(loads, ['firefox-en-es', 'firefox-de-en'])
  assert.equal(engine.serves('es', 'de'), false)
  await assert.rejects(engine.translate('Hola', { from: 'es', to: 'de' }), { code: 'language-unavailable' })
  await engine.close()
})

test('it says what is missing for a pair, and what cannot be had', async () => {
  const { engine } = await open({ pairs: [entry('en', 'es', null), entry('de', 'en', null), entry('fr', 'en')] })
  const missing = async (from: Language, to: Language) => (await engine.missing(from, to))?.map(({ from: a, to: b }) => `${a}-${b}`)
  assert.deepEqual(await missing('pt', 'es'), ['en-es'])
  assert.deepEqual(await missing('de', 'es'), ['de-en', 'en-es'])
  assert.deepEqual(await missing('fr', 'pt'), [])
  assert.equal(await missing('en', 'yo'), undefined)
  await engine.close()
})

test('a direction that somebody removed from the disk is no longer served, so that it can be fetched again', async () => {
  const pairs = [entry('en', 'es')]
  const { engine } = await open({ pairs, before: async () => Promise.reject(new Error('no such file')) })
  pairs[0] = entry('en', 'es', null)
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'es' }), /no such file/)
  await new Promise(setImmediate)
  assert.equal(engine.serves('en', 'es'), false)
  assert.equal((await engine.missing('en', 'es'))?.length, 1)
  await engine.close()
})

test('what another process fetched is seen without a restart, and what cannot be loaded is tried again', async () => {
  const pairs: PairEntry[] = []
  let broken = true
  const { engine, clock } = await open({ pairs, before: async () => {
    if (broken) throw new Error('not a model')
  } })
  assert.equal(engine.serves('en', 'es'), false)
  pairs.push(entry('en', 'es'))
  clock.advance(2_000)
  assert.equal(engine.serves('en', 'es'), false)
  await new Promise(setImmediate)
  assert.equal(engine.serves('en', 'es'), true)
  await assert.rejects(engine.warm({ from: 'en', to: 'es' }), /not a model/)
  broken = false
  await engine.warm({ from: 'en', to: 'es' })
  await engine.close()
})

async function bundled(id: string) {
  const read = (name: string) => readFile(join(BUNDLED_FOLDER, id, name))
  return { model: await read('model.bin'), lex: await read('lex.bin'), vocab: await read('vocab.spm') }
}

test('fetched models translate: with a shared vocabulary, with one for each side and without a shortlist', async (t: TestContext) => {
  const [toPt, toEn] = await Promise.all([bundled('bergamot-en-pt'), bundled('bergamot-pt-en')])
  // The bundled weights under other languages' names: what is fetched is real, and Spanish reads like Portuguese.
  const server = await startRemoteSettings([
    { from: 'en', to: 'es', files: toPt },
    { from: 'ja', to: 'en', compressed: true, version: '3.0', files: { model: toEn.model, srcvocab: toEn.vocab, trgvocab: toEn.vocab } },
  ])
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-engine-'))
  t.after(() => Promise.all([server.close(), rm(cacheFolder, { recursive: true })]))
  const pairs = openFirefoxPairs({ cacheFolder, url: server.url, log: silentLog })
  await Promise.all([pairs.fetch({ from: 'en', to: 'es' }), pairs.fetch({ from: 'ja', to: 'en' })])
  const engine = await createFirefox({ pairs, near: null, log: silentLog })
  t.after(() => engine.close())
  assert.match((await engine.translate('Ask not what your country can do for you.', { from: 'en', to: 'es' })).text, /seu país pode fazer/)
  assert.match((await engine.translate('O país precisa de água.', { from: 'ja', to: 'en' })).text, /country needs water/)
  assert.match((await engine.translate('O país precisa de água.', { from: 'ja', to: 'es' })).text, /país precisa de água/)
})
