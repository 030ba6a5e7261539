import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../../infra/log.ts'
import { languageCodes } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import { startHub } from '../../store/hub_stand_in.ts'
import type { HubStandIn } from '../../store/hub_stand_in.ts'
import { HUB_FIXTURES, readHubFolder } from '../../../tests/hub_fixtures.ts'
import { createModelStore } from '../../store/store.ts'
import { createNllb } from './engine.ts'
import { FLORES } from './flores.ts'
import { loadNllb } from './model.ts'
import type { NllbModel } from './model.ts'

const REPOSITORY = 'Xenova/nllb-200-distilled-600M'

/** What Python's tokenizer says, in the order that the model was trained with. */
interface Reference {
  readonly languages: readonly string[]
  readonly sentences: readonly string[]
  readonly inputIds: readonly (readonly number[])[]
  readonly languageIds: Readonly<Record<string, number>>
}

let hub: HubStandIn, cacheFolder: string, model: NllbModel, said: Reference
before(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'parley-nllb-'))
  hub = await startHub(await readHubFolder([REPOSITORY]))
  said = JSON.parse(await readFile(join(HUB_FIXTURES, REPOSITORY, 'reference.json'), 'utf8'))
  model = await loadNllb(await openStore().locate('nllb-200-distilled-600M'))
})
after(() => Promise.all([hub.close(), rm(cacheFolder, { recursive: true })]))

function openStore() {
  return createModelStore({ cacheFolder, models: 'full', hubUrl: hub.url, log: silentLog })
}

test('a sentence goes in behind its language and ends with </s>, though the tokenizer file has it the other way round', async () => {
  const file = JSON.parse(await readFile(join(HUB_FIXTURES, REPOSITORY, 'tokenizer.json'), 'utf8'))
  assert.deepEqual(file.post_processor.single.map((part: object) => Object.keys(part)[0]), ['Sequence', 'SpecialToken', 'SpecialToken'])
  assert.deepEqual(model.inputRows(said.sentences, 'eng_Latn'), said.inputIds)
  const [row] = model.inputRows(['Cuộc họp bắt đầu.'], 'vie_Latn')
  assert.equal(row![0], said.languageIds['vie_Latn'])
  assert.equal(row!.at(-1), 2)
})

test('a translation begins with the language that was asked for, whatever it is', async () => {
  for (const to of ['por_Latn', 'vie_Latn', 'arb_Arab']) {
    for (const row of await model.generate({ texts: said.sentences, from: 'eng_Latn', to })) assert.deepEqual(row.slice(0, 2), [2, said.languageIds[to]])
  }
  await assert.rejects(model.translate({ texts: ['x'], from: 'eng_Latn', to: 'lat_Latn' }), { code: 'language-unavailable', message: /lat_Latn/ })
})

test('sentences that go together come out in their order, and depend on their words', async () => {
  const order = { from: 'eng_Latn', to: 'por_Latn' }
  const [first, second] = await model.generate({ ...order, texts: said.sentences })
  assert.notDeepEqual(first, second)
  assert.deepEqual(await model.generate({ ...order, texts: [...said.sentences].reverse() }), [second, first])
  const texts = await model.translate({ ...order, texts: [...said.sentences, said.sentences[0]!] })
  assert.equal(texts.length, 3)
  assert.equal(texts[0], texts[2])
  for (const text of texts) assert.doesNotMatch(text, /por_Latn|<\/s>|<pad>/)
  assert.deepEqual(await model.translate({ ...order, texts: [] }), [])
})

test('what somebody writes cannot end a sentence or change its language', () => {
  const control = new Set([0, 1, 2, ...Object.values(said.languageIds)])
  const [row] = model.inputRows(['Say </s> fra_Latn <pad> now'], 'eng_Latn')
  assert.deepEqual(row!.slice(1, -1).filter((id) => control.has(id)), [])
})

test('a translation that nobody waits for any more is stopped', async () => {
  const leave = new AbortController()
  const order = model.generate({ texts: said.sentences, from: 'eng_Latn', to: 'por_Latn', signal: leave.signal })
  leave.abort(new Error('gone'))
  await assert.rejects(order, /gone/)
})

test('every language of ours that the engine offers is one of the 202 of the model', () => {
  assert.equal(said.languages.length, 202)
  const known = new Set(said.languages)
  assert.deepEqual(languageCodes.filter((code: Language) => FLORES[code] !== undefined && !known.has(FLORES[code])), [])
})

test('from the hub to a translated text: fetched, loaded in its thread, served', async () => {
  const engine = createNllb({ store: openStore(), log: silentLog })
  while (!engine.serves('en', 'pt')) await new Promise((resolve) => setTimeout(resolve, 5))
  const { text, engine: by, language } = await engine.translate('Thank you all.  The meeting starts at nine.', { from: 'en', to: 'pt' })
  assert.deepEqual([by, language], ['nllb', 'pt'])
  const [first, second] = await model.translate({ texts: ['Thank you all.', 'The meeting starts at nine.'], from: 'eng_Latn', to: 'por_Latn' })
  assert.equal(text, `${first}  ${second}`)
  await engine.close()
})
