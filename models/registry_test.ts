import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MODELS, modelEntry, translationPairs } from './registry.ts'
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
