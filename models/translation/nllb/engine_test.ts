import { test } from 'node:test'
import assert from 'node:assert/strict'
import { LANGUAGES, languageCodes } from '../../../domain/language.ts'
import { DomainError } from '../../../domain/errors.ts'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { createLog } from '../../../infra/log.ts'
import type { Thread } from '../../runtime/thread.ts'
import type { ModelStore } from '../../store/store.ts'
import { createNllb } from './engine.ts'
import { FLORES } from './flores.ts'

/** What happens around the thread, which is scripted; model_test.ts has the model. */
function open({ failures = 0 } = {}) {
  const calls: unknown[] = []
  const lines: string[] = []
  const clock = createFakeClock()
  let tries = 0
  let live: { die(): void } | null = null
  const store: ModelStore = {
    find: async () => null,
    fetchable: () => true,
    async locate() {
      if (++tries <= failures) throw new DomainError('model-unavailable', 'the hub is out of reach')
      return '/cache/models/nllb'
    },
  }
  const start = (): Thread => {
    let alive = true
    live = { die: () => {
      alive = false
    } }
    return {
      get alive() {
        return alive
      },
      async call<T>(_method: string, input: unknown) {
        if (!alive) throw new DomainError('model-unavailable', 'The thread has stopped')
        calls.push(input)
        return (input as { texts: string[] }).texts.map((text) => `<${text}>`) as T
      },
      async close() {
        alive = false
      },
    }
  }
  const engine = createNllb({ store, clock, start, log: createLog({ level: 'info', write: (line) => lines.push(line) }) })
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve))
  }
  return { engine, calls, lines, clock, until, die: () => live?.die() }
}

test('it serves nothing until the model is warm, then every language that the model knows', async () => {
  const { engine, until } = open()
  assert.equal(engine.serves('en', 'vi'), false)
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'vi' }), { code: 'model-unavailable', message: /not loaded yet/ })
  await until(() => engine.serves('en', 'vi'))
  assert.equal(engine.serves('vi', 'sw'), true)
  assert.equal(engine.serves('en', 'la'), false)
  assert.equal(engine.serves('en', 'en'), false)
  await assert.rejects(engine.translate('Salve', { from: 'la', to: 'en' }), { code: 'language-unavailable' })
  await engine.close()
})

test('the sentences of a text go together under FLORES codes, the white space between them kept', async () => {
  const { engine, calls, until } = open()
  await until(() => engine.serves('en', 'vi'))
  assert.equal((await engine.translate('One house.  Two\nhouses. ', { from: 'en', to: 'vi' })).text, '<One house.>  <Two>\n<houses.> ')
  assert.deepEqual(calls.slice(1), [{ texts: ['One house.', 'Two', 'houses.'], from: 'eng_Latn', to: 'vie_Latn' }])
  await engine.close()
})

test('a hub out of reach is told, and tried again later', async () => {
  const { engine, lines, clock, until } = open({ failures: 1 })
  await until(() => lines.some((line) => line.includes('translation-model-failed')))
  assert.match(lines.join(), /out of reach/)
  assert.equal(engine.serves('en', 'vi'), false)
  clock.advance(30_000)
  await until(() => engine.serves('en', 'vi'))
  await engine.close()
})

test('a thread that died serves nothing until another is warm', async () => {
  const { engine, die, until } = open()
  await until(() => engine.serves('en', 'vi'))
  die()
  assert.equal(engine.serves('en', 'vi'), false)
  await assert.rejects(engine.translate('Hello', { from: 'en', to: 'vi' }), { code: 'model-unavailable' })
  await until(() => engine.serves('en', 'vi'))
  assert.equal((await engine.translate('Hello', { from: 'en', to: 'vi' })).text, '<Hello>')
  await engine.close()
})

test('every language but three has a code of its own in the model', () => {
  assert.deepEqual(languageCodes.filter((code) => FLORES[code] === undefined).map((code) => LANGUAGES[code]), ['Breton', 'Hawaiian', 'Latin'])
  const codes = Object.values(FLORES)
  assert.equal(new Set(codes).size, codes.length)
  for (const code of codes) assert.match(code, /^[a-z]{3}_[A-Z][a-z]{3}$/)
})
