import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MODELS, isNonCommercial, modelBytes, modelEntry, translationPairs } from './registry.ts'
import type { ModelId } from './registry.ts'
import { BUNDLED_FOLDER } from './store/store.ts'

const ids = Object.keys(MODELS) as ModelId[]

test('the table and the bundled manifest name the same files with the same sums', async () => {
  const manifest = await readFile(join(BUNDLED_FOLDER, 'SHA256SUMS'), 'utf8')
  const listed = manifest.trim().split('\n').map((line) => line.split(/\s+\.\//).reverse().join(' ')).sort()
  const table = ids.filter((id) => modelEntry(id).bundled).flatMap((id) => modelEntry(id).files.map(({ path, sha256 }) => `${id}/${path} ${sha256}`))
  assert.deepEqual(table.sort(), listed)
})

test('bundled files have the size that the table says', async () => {
  for (const id of ids.filter((known) => modelEntry(known).bundled)) {
    for (const { path, bytes } of modelEntry(id).files) assert.equal((await stat(join(BUNDLED_FOLDER, id, path))).size, bytes, `${id}/${path}`)
  }
})

test('every model has a licence and can be had: bundled or from a hub', () => {
  for (const id of ids) {
    const { licence, bundled, origin, files } = modelEntry(id)
    assert.ok(licence !== '' && files.length > 0, id)
    assert.ok(bundled || origin !== null, id)
  }
  assert.deepEqual(translationPairs().map(({ from, to }) => `${from}-${to}`), ['en-pt', 'pt-en'])
})

test('whoever decides about a model learns what it takes, what it knows and what its licence forbids', () => {
  for (const id of ids) {
    const entry = modelEntry(id)
    assert.ok(entry.about !== '' && entry.languages.length > 0, id)
    assert.ok(modelBytes(entry)! > 1_000_000, id)
    assert.equal(new Set(entry.files.map(({ path }) => path)).size, entry.files.length, id)
    for (const { path } of entry.files) assert.match(path, /^[\w-]+(?:[./][\w-]+)*$/, `${id}: names are never paths out of the folder`)
  }
  assert.equal(modelBytes(modelEntry('whisper-base')), 82_927_934)
  assert.deepEqual(ids.filter((id) => isNonCommercial(modelEntry(id).licence)), ['nllb-200-distilled-600M'])
})
