import { test } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const { language, languageProbability } = detectLanguage({ tail: logits.subarray(vocabulary.endOfText) }, vocabulary)
  assert.equal(language, 'pt')
  assert.ok(Math.abs(languageProbability - 1 / (1 + Math.exp(-1))) < 1e-6)
})

test('a folder that holds no model fails', async () => {
  await assert.rejects(readVocabulary('/nowhere'), { code: 'ENOENT' })
})

test('what a tuned model’s generation_config leaves out is the tokenizer’s word', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-vocabulary-'))
  t.after(() => rm(folder, { recursive: true }))
  await cp(fileURLToPath(new URL('../../../tests/fixtures/hub/huuquyet/PhoWhisper-small', import.meta.url)), folder, { recursive: true })
  const whole = await readVocabulary(folder)
  const path = join(folder, 'generation_config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  const write = (change: Record<string, unknown>) => writeFile(path, JSON.stringify({ ...config, ...change }))
  await write({ no_timestamps_token_id: undefined, task_to_id: undefined, lang_to_id: undefined, suppress_tokens: null })
  const bare = await readVocabulary(folder)
  for (const key of ['transcribe', 'noSpeech', 'timestampBegin'] as const) assert.equal(bare[key], whole[key])
  assert.deepEqual(bare.languages, whole.languages)
  assert.equal(bare.languages.size, 99)
  await write({ is_multilingual: false })
  await assert.rejects(readVocabulary(folder), { code: 'model-unavailable', message: /English alone/ })
})
