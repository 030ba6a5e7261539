import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { readTraits } from './traits.ts'

const HUB = fileURLToPath(new URL('../../tests/fixtures/hub/', import.meta.url))
const STOCK = { mels: 80, steps: 1_500, window: 'stock', timestamps: true }

async function folder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'parley-traits-'))
  t.after(() => rm(made, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text)
  return made
}

test('a Whisper says itself how many mels it hears', async () => {
  assert.deepEqual(await readTraits(join(BUNDLED_FOLDER, 'whisper-base')), STOCK)
  assert.deepEqual(await readTraits(join(HUB, 'onnx-community/whisper-large-v3-turbo')), { ...STOCK, mels: 128 })
})

test('what the registry states stands, and an operator’s parley.json above it', async (t) => {
  const config = JSON.stringify({ model_type: 'whisper' })
  assert.deepEqual(await readTraits(await folder(t, { 'config.json': config }), { timestamps: false }), { ...STOCK, timestamps: false })
  const own = await folder(t, { 'config.json': config, 'parley.json': '{ "window": "any", "timestamps": true }' })
  assert.deepEqual(await readTraits(own, { timestamps: false }), { ...STOCK, window: 'any' })
})

test('a folder that is no Whisper’s, or says what nobody knows, is refused with its reason', async (t) => {
  const config = JSON.stringify({ model_type: 'whisper' })
  await assert.rejects(readTraits('/nowhere'), { code: 'model-unavailable', message: /"config\.json" in "\/nowhere": it is not there/ })
  await assert.rejects(readTraits(await folder(t, { 'config.json': '{' })), { code: 'model-unavailable', message: /it is not JSON/ })
  await assert.rejects(readTraits(await folder(t, { 'config.json': '{"model_type":"bert"}' })), { code: 'model-unavailable', message: /not a Whisper/ })
  await assert.rejects(readTraits(await folder(t, { 'config.json': config, 'parley.json': '{"window":"short"}' })), { code: 'model-unavailable', message: /parley\.json.*window/s })
  await assert.rejects(readTraits(await folder(t, { 'config.json': config, 'parley.json': '{"windows":"any"}' })), { code: 'model-unavailable', message: /parley\.json/ })
})
