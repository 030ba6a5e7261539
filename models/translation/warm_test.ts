import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { createScriptedTranslator } from './scripted.ts'
import type { Script } from './scripted.ts'
import { withWarmth } from './warm.ts'

const pair = { from: 'en', to: 'pt' } as const
const phrasesOf = async (language: string) => [1, 2, 3].map((number) => `${language} ${number}`)

function open({ script = {}, log = silentLog }: { script?: Script; log?: typeof silentLog } = {}) {
  const clock = createFakeClock()
  const engine = createScriptedTranslator(script)
  const translator = withWarmth(engine, { pairs: [pair], log, clock, phrasesOf })
  /** Lets timers and what they begin go on. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    }
  }
  return { translator, engine, pass }
}

test('common phrases are translated once it is quiet, one after the other, and the log says so', async () => {
  const lines: string[] = []
  const { engine, pass, translator } = open({ log: createLog({ level: 'info', write: (line) => lines.push(line) }) })
  await pass(9_900)
  assert.deepEqual(engine.asked, [])
  await pass(1_000)
  assert.deepEqual(engine.asked, ['en 1', 'en 2', 'en 3'])
  assert.match(lines.join(), /"event":"phrases-warmed".*"from":"en","to":"pt","phrases":3/)
  await pass(60_000)
  assert.equal(engine.asked.length, 3)
  await translator.close()
})

test('whoever asks goes first: it stops until nobody does, and goes on where it was', async () => {
  const { engine, pass, translator } = open()
  await pass(10_050)
  assert.deepEqual(engine.asked, ['en 1', 'en 2'].slice(0, engine.asked.length))
  const warmed = engine.asked.length
  for (let second = 0; second < 20; second++) {
    await translator.translate('Live', pair)
    await pass(1_000)
  }
  assert.equal(engine.asked.filter((text) => text !== 'Live').length, warmed)
  await pass(20_000)
  assert.deepEqual(engine.asked.filter((text) => text !== 'Live'), ['en 1', 'en 2', 'en 3'])
  await translator.close()
})

test('a direction that somebody uses is warmed as well, when there is a list of its language', async () => {
  const { engine, pass, translator } = open()
  await translator.translate('Xin chào', { from: 'vi', to: 'en' })
  await translator.translate('Xin chào', { from: 'vi', to: 'en' })
  await translator.translate('Hej', { from: 'sv', to: 'en' })
  await pass(30_000)
  assert.deepEqual(engine.asked.slice(3), ['en 1', 'en 2', 'en 3', 'vi 1', 'vi 2', 'vi 3'])
  await translator.close()
})

test('an engine that fails is left alone after one try, and nothing is asked once it is closed', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const { engine, pass, translator } = open({ log, script: { before: async () => {
    throw new Error('on fire')
  } } })
  await pass(60_000)
  assert.deepEqual(engine.asked, ['en 1'])
  assert.match(lines.join(), /phrases-not-warmed.*on fire/)
  await translator.close()
  const closed = open()
  await closed.translator.close()
  await closed.pass(60_000)
  assert.deepEqual(closed.engine.asked, [])
})

test('the lists hold what is said in meetings, each once', async () => {
  const { readFile } = await import('node:fs/promises')
  for (const language of ['en', 'es', 'pt', 'vi']) {
    const phrases = JSON.parse(await readFile(new URL(`./phrases/${language}.json`, import.meta.url), 'utf8')) as string[]
    assert.ok(phrases.length >= 150, language)
    assert.equal(new Set(phrases).size, phrases.length)
    for (const phrase of phrases) assert.match(phrase, /^[¿¡]?\p{Lu}.*[.?!]$/u)
  }
})
