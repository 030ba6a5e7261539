import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DomainError } from '../../domain/errors.ts'
import { bySentence } from './by_sentence.ts'
import { TEXT_MAX } from './route.ts'
import { createScriptedTranslator } from './scripted.ts'

const pair = { from: 'en', to: 'pt' } as const

test('each sentence is asked for on its own, and the layout between them stays', async () => {
  const engine = createScriptedTranslator()
  const made = await bySentence(engine).translate('  Hello, Dr. White.\n\nHow are you? 🎉', pair)
  assert.deepEqual(engine.asked, ['Hello, Dr. White.', 'How are you?'])
  assert.deepEqual(made, { language: 'pt', text: '  [pt] Hello, Dr. White.\n\n[pt] How are you? 🎉', engine: 'scripted' })
})

test('the sentences of a growing text stay what they were', async () => {
  const translator = bySentence(createScriptedTranslator())
  const { text: before } = await translator.translate('One house. Two houses.', pair)
  const { text: later } = await translator.translate('One house. Two houses. And then', pair)
  assert.ok(later.startsWith(before))
})

test('the same language, white space and emoji need no engine, and a text over the limit is refused', async () => {
  const engine = createScriptedTranslator()
  const translator = bySentence(engine)
  assert.equal((await translator.translate('Hello', { from: 'en', to: 'en' })).text, 'Hello')
  assert.equal((await translator.translate(' \n', pair)).text, ' \n')
  assert.deepEqual(await translator.translate('👍', pair), { language: 'pt', text: '👍', engine: 'none' })
  await assert.rejects(translator.translate('x'.repeat(TEXT_MAX + 1), pair), { code: 'too-large', message: /5001.*5000/ })
  assert.deepEqual(engine.asked, [])
})

test('a sentence that fails fails the text, and a long one leaves others their turn', async () => {
  let underWay = 0
  let most = 0
  const engine = createScriptedTranslator({ async before(text) {
    most = Math.max(most, ++underWay)
    await Promise.resolve()
    underWay--
    if (text === 'Bad.') throw new DomainError('model-unavailable', 'the engine is on fire')
  } })
  await bySentence(engine).translate('One more house. '.repeat(60), pair)
  assert.equal(most, 8)
  await assert.rejects(bySentence(engine).translate('Good. Bad.', pair), { code: 'model-unavailable' })
})
