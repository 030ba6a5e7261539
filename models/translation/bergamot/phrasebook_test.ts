import { test } from 'node:test'
import assert from 'node:assert/strict'
import { lookUpPhrase } from './phrasebook.ts'

const toPt = (sentence: string) => lookUpPhrase(sentence, { from: 'en', to: 'pt' })

test('a saying keeps its capital, its mark and the name after it', () => {
  assert.equal(toPt('Thank you.'), 'Obrigado.')
  assert.equal(toPt('thank you'), 'obrigado')
  assert.equal(toPt('Thank you, everyone.'), 'Obrigado a todos.')
  assert.equal(lookUpPhrase('Oi, tudo bem?', { from: 'pt', to: 'en' }), 'Hi, how are you?')
  assert.equal(toPt('Thanks!'), 'Obrigado!')
  assert.equal(toPt('Bye, Anna Maria!'), 'Tchau, Anna Maria!')
  assert.equal(lookUpPhrase('Vocês estão me ouvindo?', { from: 'pt', to: 'en' }), 'Can you hear me?')
  assert.equal(lookUpPhrase('não estou ouvindo', { from: 'pt', to: 'en' }), "I can't hear you")
  assert.equal(toPt('Let me know, Anna.'), 'Me avise, Anna.')
  assert.equal(toPt('Cool!'), 'Legal!')
  assert.equal(lookUpPhrase('Olá…', { from: 'pt', to: 'en' }), 'Hello…')
})

test('everything else is left to the model', () => {
  for (const sentence of ['Thank you for coming to Lisbon.', 'Thank you, and see you on Monday.', 'Right?', '', '...', 'constructor', 'Thank you, people.']) {
    assert.equal(toPt(sentence), null, sentence)
  }
  assert.equal(lookUpPhrase('Thank you.', { from: 'en', to: 'es' }), null)
})
