import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import { createInterimTranslations } from './translate_interim.ts'

const signal = new AbortController().signal
const options = { reader: 'pt', spare: true, signal } as const
const line = (stable: string) => ({ captionId: 'u', language: 'en', stable }) as const

test('complete sentences stay as they are, the one that is being said follows', async () => {
  const translator = createScriptedTranslator()
  const interims = createInterimTranslations({ translator, now: () => 0 })
  const first = await interims.translate(line('Good morning. Shall'), options)
  assert.deepEqual([first!.translation.text, first!.steady], ['[pt] Good morning. [pt] Shall', '[pt] Good morning.'.length])
  const second = await interims.translate(line('Good morning. Shall we'), options)
  assert.equal(second!.translation.text.slice(0, second!.steady), '[pt] Good morning.')
  assert.equal(interims.head('u', 'pt'), '[pt] Good morning.')
  interims.forget('u')
  assert.equal(interims.head('u', 'pt'), '')
})

test('while nothing is stable there is nothing to read yet; a reader of the same language needs nothing', async () => {
  const translator = createScriptedTranslator()
  const interims = createInterimTranslations({ translator, now: () => 0 })
  assert.deepEqual(await interims.translate(line(''), options), { translation: { language: 'pt', text: '', engine: '' }, steady: 0 })
  assert.equal(await interims.translate(line('Good'), { ...options, reader: 'en' }), null)
  assert.deepEqual(translator.asked, [])
})

test('without time to spare a sentence under way is left as it was shown, and complete ones are translated', async () => {
  const translator = createScriptedTranslator()
  const interims = createInterimTranslations({ translator, now: () => 0 })
  await interims.translate(line('Good'), options)
  const busy = { ...options, spare: false }
  assert.equal((await interims.translate(line('Good morning'), busy))!.translation.text, '[pt] Good')
  assert.equal((await interims.translate(line('Good morning. Shall'), busy))!.translation.text, '[pt] Good morning.')
  assert.deepEqual(translator.asked, ['Good', 'Good morning.'])
})

test('a translation that fails leaves what was shown; a pair that cannot be had is asked for again later', async () => {
  let [failure, nowMs]: [Error | null, number] = [null, 0]
  const before = async () => {
    if (failure) throw failure
  }
  const translator = createScriptedTranslator({ before })
  const interims = createInterimTranslations({ translator, now: () => nowMs })
  await interims.translate(line('Good'), options)
  failure = new DomainError('timeout', 'Too slow')
  assert.equal((await interims.translate(line('Good morning'), options))!.translation.text, '[pt] Good')

  failure = new DomainError('language-unavailable', 'Cannot translate')
  assert.equal(await interims.translate(line('Good morning'), options), null)
  const asked = translator.asked.length
  failure = null
  assert.equal(await interims.translate(line('Good morning'), options), null)
  assert.equal(translator.asked.length, asked)
  nowMs = 30_000
  assert.equal((await interims.translate(line('Good morning'), options))!.translation.text, '[pt] Good morning')
})

test('a translation that takes long leaves what was shown', async () => {
  let slow = false
  const translator = createScriptedTranslator({ before: () => (slow ? new Promise(() => {}) : Promise.resolve()) })
  const interims = createInterimTranslations({ translator, now: () => 0, patienceMs: 1 })
  await interims.translate(line('Good'), options)
  slow = true
  assert.equal((await interims.translate(line('Good morning'), options))!.translation.text, '[pt] Good')
})

test('whoever calls it off hears so', async () => {
  const gone = new AbortController()
  const before = async () => {
    gone.abort(new Error('something newer'))
    throw new DomainError('timeout', 'Given up')
  }
  const translator = createScriptedTranslator({ before })
  const interims = createInterimTranslations({ translator, now: () => 0 })
  await assert.rejects(interims.translate(line('Good'), { ...options, signal: gone.signal }), /something newer/)
})
