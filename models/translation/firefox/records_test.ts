import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readPairs } from './records.ts'
import { KNOWN_PAIRS } from './known_pairs.ts'

const NIGHTLY = "env.channel == 'default' || env.channel == 'nightly'"
const sum = (digit: string) => digit.repeat(64)

function file(fileType: string, more: Record<string, unknown> = {}) {
  return {
    name: `${fileType}.enes.bin`, version: '1.0', fromLang: 'en', toLang: 'es', fileType, filter_expression: '',
    attachment: { hash: sum('a'), size: 10, filename: 'x', location: `main-workspace/translations-models/${fileType}.bin`, mimetype: 'application/octet-stream' },
    ...more,
  }
}
const whole = (more: Record<string, unknown> = {}) => ['model', 'lex', 'vocab'].map((kind) => file(kind, more))

test('the newest released version of a direction is taken, whole', () => {
  const pairs = readPairs([
    ...whole(), ...whole({ version: '1.10' }), ...whole({ version: '1.9' }),
    ...whole({ version: '2.0', filter_expression: NIGHTLY }), ...whole({ version: '3.0a1' }), ...whole({ version: '4.0' }),
    file('model', { version: '2.1' }),
  ])
  assert.deepEqual(pairs.map(({ from, to, version, bytes }) => ({ from, to, version, bytes })), [{ from: 'en', to: 'es', version: '1.10', bytes: 30 }])
})

test('models for phones are left to phones, and of one version the fastest is taken', () => {
  const [pair] = readPairs([
    ...whole({ version: '2.0', architecture: 'base', filter_expression: "env.appinfo.OS != 'Android'" }),
    ...whole({ version: '2.0', architecture: 'tiny', filter_expression: "env.appinfo.OS == 'Android'" }),
    ...whole({ version: '2.0', architecture: 'base-memory', attachment: { ...file('model').attachment, size: 7 } }),
  ])
  assert.equal(pair?.bytes, 21)
})

test('separate vocabularies, compressed files and other quantisations are read', () => {
  const newer = { fromLang: undefined, toLang: undefined, sourceLanguage: 'en', targetLanguage: 'zh-Hans', version: '3.0', decompressedHash: sum('b'), decompressedSize: 40 }
  const [pair] = readPairs([file('model', { ...newer, name: 'model.enzh.intgemm8.bin' }), file('srcvocab', newer), file('trgvocab', newer)])
  assert.deepEqual([pair?.from, pair?.to, pair?.precision], ['en', 'zh', 'int8shiftAll'])
  assert.deepEqual(pair?.files.map(({ kind, unpacked }) => [kind, unpacked?.bytes]), [['model', 40], ['srcvocab', 40], ['trgvocab', 40]])
})

test('what is incomplete, unreadable or in a language that Parley does not know is no direction', () => {
  assert.deepEqual(readPairs([
    file('model', { toLang: 'tlh' }), file('vocab', { toLang: 'tlh' }), file('srcvocab'), file('model'),
    ...whole({ toLang: 'fr', attachment: undefined }), null, 'x', file('qualityModel'),
    ...whole({ toLang: 'de', attachment: { ...file('model').attachment, location: 'x.zst' } }),
  ]), [])
})

test('Norwegian Bokmål is what people know as Norwegian, and the list that Parley comes with holds no direction twice', () => {
  assert.deepEqual(readPairs(whole({ fromLang: 'nb', toLang: 'en' })).map(({ from }) => from), ['no'])
  assert.equal(new Set(KNOWN_PAIRS.map(({ from, to }) => `${from}-${to}`)).size, KNOWN_PAIRS.length)
  assert.ok(KNOWN_PAIRS.some(({ from, to }) => from === 'en' && to === 'es'))
})
