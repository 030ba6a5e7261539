import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { silentLog as log } from '../../infra/log.ts'
import { createModelStore } from '../store/store.ts'
import { createMetricsProbe } from './metrics_probe.ts'
import { openTranslator } from './open.ts'
import type { OpenedTranslator } from './open.ts'

const { metrics, counts } = createMetricsProbe()
const pair = { from: 'en', to: 'pt' } as const
let translator: OpenedTranslator
before(async () => {
  const store = createModelStore({ cacheFolder: '/nonexistent', models: 'bundled', hubUrl: 'http://127.0.0.1:9', log })
  translator = await openTranslator({ store, cache: createMemoryCache(), log, metrics })
})
after(() => translator.close())

test('a message with everything in it comes out whole, its sentences from the cache when they are said again', async () => {
  const said = 'Thank you, Anna. Please send 1,500 chairs to mrs.white@example.com!\nTHIS IS VERY IMPORTANT. 🎉'
  const made = await translator.translate(said, pair)
  assert.match(made.text, /^Obrigado, Anna\. .*1\.500 cadeiras.*mrs\.white@example\.com!\nISSO É MUITO IMPORTANTE\. 🎉$/)
  assert.equal(made.engine, 'bergamot')
  assert.deepEqual([counts['phraseCache {"outcome":"miss"}'], counts['translations {"outcome":"translated"}']], [3, 3])
  assert.equal((await translator.translate('THIS IS VERY IMPORTANT.', pair)).text, 'ISSO É MUITO IMPORTANTE.')
  assert.equal(counts['phraseCache {"outcome":"hit"}'], 1)
})

test('the first sentences of a line stay what they were when more is said', async () => {
  const first = (await translator.translate('The proposal is ready. It was approved yesterday.', pair)).text
  const whole = (await translator.translate('The proposal is ready. It was approved yesterday. They sent it to Mrs. White at 3:30 p.m.', pair)).text
  assert.ok(whole.startsWith(`${first} `), whole)
  assert.match(whole, /Foi aprovada ontem\. .*White/)
})

test('a text that many ask for at once is translated once', async () => {
  const before = counts['translations {"outcome":"translated"}']!
  const made = await Promise.all(Array.from({ length: 5 }, () => translator.translate('The bridge was built two hundred years ago.', pair)))
  assert.equal(new Set(made.map(({ text }) => text)).size, 1)
  assert.equal(counts['translations {"outcome":"translated"}'], before + 1)
  assert.equal(counts['translationsJoined {}'], 4)
})
