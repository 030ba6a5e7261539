import { test } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { detectLanguage } from './language.ts'
import { readVocabulary } from './vocabulary.ts'

const vocabulary = await readVocabulary(fileURLToPath(new URL('../../bundled/whisper-base', import.meta.url)))

test('the bundled model’s special tokens', () => {
  assert.deepEqual(
    [vocabulary.startOfTranscript, vocabulary.endOfText, vocabulary.transcribe, vocabulary.noSpeech, vocabulary.timestampBegin],
    [50258, 50257, 50359, 50362, 50364],
  )
  assert.equal(vocabulary.languageToken('en'), 50259)
  assert.equal(vocabulary.languages.size, 99)
})

test('tokens become text, in any script', () => {
  assert.equal(vocabulary.text([400, 370, 452, 7177, 6280]).trim(), 'And so my fellow Americans')
  assert.equal(vocabulary.text([]), '')
})

test('Cantonese goes by Chinese where the model does not know it', () => {
  assert.equal(vocabulary.languageToken('yue'), vocabulary.languageToken('zh'))
})

test('the likeliest language, and its share among languages', () => {
  const logits = new Float32Array(51_865).fill(-50)
  logits[vocabulary.languageToken('pt')] = 2
  logits[vocabulary.languageToken('es')] = 1
  const { language, languageProbability } = detectLanguage(logits, vocabulary)
  assert.equal(language, 'pt')
  assert.ok(Math.abs(languageProbability - 1 / (1 + Math.exp(-1))) < 1e-6)
})

test('a folder that holds no model fails', async () => {
  await assert.rejects(readVocabulary('/nowhere'), { code: 'ENOENT' })
})
