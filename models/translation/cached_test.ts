import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { createMetricsProbe } from './metrics_probe.ts'
import { withCache } from './cached.ts'
import { routeTranslations } from './route.ts'
import { createScriptedTranslator } from './scripted.ts'
import type { TranslateOptions, Translator } from './translator.ts'

const pair = { from: 'en', to: 'pt' } as const

test('a phrase is translated once a day and direction, whatever its white space', async () => {
  const clock = createFakeClock()
  const engine = createScriptedTranslator()
  const cached = withCache(engine, { cache: createMemoryCache({ clock }), log: silentLog })
  const first = await cached.translate('Good  morning,\nAnna.', pair)
  assert.deepEqual(await cached.translate(' Good morning, Anna. ', pair), { ...first, cached: true })
  assert.equal(engine.asked.length, 1)
  await cached.translate('Good morning, Anna.', { from: 'en', to: 'es' })
  await cached.translate('good morning, Anna.', pair)
  assert.equal(engine.asked.length, 3)
  clock.advance(24 * 60 * 60 * 1_000)
  await cached.translate('Good morning, Anna.', pair)
  assert.equal(engine.asked.length, 4)
})

test('equal requests under way share one translation, and one leaving does not end it', async () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const engine = createScriptedTranslator({ before: () => gate })
  const cached = withCache(engine, { cache: createMemoryCache(), log: silentLog })
  const leaving = new AbortController()
  const left = cached.translate('Hello', { ...pair, signal: leaving.signal })
  const stayed = cached.translate('Hello', { ...pair, signal: new AbortController().signal })
  leaving.abort(new Error('gone'))
  await assert.rejects(left, /gone/)
  open()
  assert.equal((await stayed).text, '[pt] Hello')
  assert.equal(engine.asked.length, 1)
})

test('when all have left the work is called off, and the next one starts anew', async () => {
  let calledOff = false
  const engine = createScriptedTranslator({ before: (_text, signal) => new Promise((resolve, reject) => {
    if (engine.asked.length > 1) return resolve()
    signal!.addEventListener('abort', () => {
      calledOff = true
      reject(signal!.reason)
    })
  }) })
  const cached = withCache(engine, { cache: createMemoryCache(), log: silentLog })
  const leaving = new AbortController()
  const left = cached.translate('Hello', { ...pair, signal: leaving.signal })
  // The cache is asked first: let the engine begin.
  while (engine.asked.length === 0) await Promise.resolve()
  leaving.abort(new Error('gone'))
  await assert.rejects(left, /gone/)
  assert.equal(calledOff, true)
  assert.equal((await cached.translate('Hello', pair)).text, '[pt] Hello')
})

test('a failure is not kept', async () => {
  const engine = createScriptedTranslator({ before: async () => {
    if (engine.asked.length === 1) throw new Error('once')
  } })
  const cached = withCache(engine, { cache: createMemoryCache(), log: silentLog })
  await assert.rejects(cached.translate('Hello', pair), /once/)
  assert.equal((await cached.translate('Hello', pair)).text, '[pt] Hello')
})

test('a cache that is down or holds rubbish costs time, not the translation', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => lines.push(line) })
  const down = {
    get: async () => '{"rubbish":true}',
    set: async () => {
      throw new Error('connection refused')
    },
    close: async () => {},
  }
  const cached = withCache(createScriptedTranslator(), { cache: down, log })
  assert.equal((await cached.translate('Hello', pair)).text, '[pt] Hello')
  assert.equal(lines.length, 2)
  assert.match(lines[1]!, /connection refused/)
})

test('another model, other weights or another context is another phrase', async () => {
  let version = 'en-pt@1'
  const engine = { ...createScriptedTranslator(), version: () => version }
  const cached = withCache(engine, { cache: createMemoryCache(), log: silentLog })
  await cached.translate('Hello', pair)
  await cached.translate('Hello', { ...pair, contextVersion: 'vocabulary 7' })
  version = 'en-pt@2'
  await cached.translate('Hello', pair)
  assert.equal(engine.asked.length, 3)
  await cached.translate('Hello', { ...pair, contextVersion: 'vocabulary 7' })
  await cached.translate('Hello', pair)
  assert.equal(engine.asked.length, 4)
})

test('what a poorer engine made while the first one failed is not kept', async () => {
  let isDown = true
  const first = createScriptedTranslator({ engine: 'good', before: async () => {
    if (isDown) throw new Error('down')
  } })
  const cached = withCache(routeTranslations([first, createScriptedTranslator({ engine: 'poor' })], { log: silentLog }), { cache: createMemoryCache(), log: silentLog })
  assert.equal((await cached.translate('Hello', pair)).engine, 'poor')
  isDown = false
  assert.equal((await cached.translate('Hello', pair)).engine, 'good')
})

test('hits, misses and joined translations are counted, those in the background are not; the log tells the rate', async () => {
  const { metrics, counts } = createMetricsProbe()
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const cached = withCache(createScriptedTranslator(), { cache: createMemoryCache(), log, metrics })
  await cached.translate('Good morning.', { ...pair, background: true })
  await cached.translate('Good morning.', pair)
  await Promise.all([cached.translate('Hello', pair), cached.translate('Hello', pair)])
  assert.deepEqual(counts, { 'phraseCache {"outcome":"hit"}': 1, 'phraseCache {"outcome":"miss"}': 1, 'translationsJoined {}': 1 })
  await cached.close()
  assert.match(lines.at(-1)!, /"event":"phrase-cache".*"lookups":2,"hitRate":0\.5/)
})

test('a phrase with terms is kept apart from the same phrase without, and one that has none of them is everybody’s', async () => {
  const seen: (TranslateOptions['terms'])[] = []
  const scripted = createScriptedTranslator()
  const engine: Translator = { ...scripted, translate: (text, options) => (seen.push(options.terms), scripted.translate(text, options)) }
  const cached = withCache(engine, { cache: createMemoryCache(), log: silentLog })
  const terms = [{ source: 'anna', target: 'Anna' }, { source: 'Bob', target: 'Beto' }]
  await cached.translate('Good morning, Anna.', pair)
  await cached.translate('Good morning, Anna.', { ...pair, terms })
  await cached.translate('Good morning, Anna.', { ...pair, terms: [terms[0]!] })
  await cached.translate('Good evening.', pair)
  await cached.translate('Good evening.', { ...pair, terms })
  assert.deepEqual(seen, [undefined, [terms[0]], undefined])
})
