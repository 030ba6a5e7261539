import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyBundled } from './verify.ts'

async function open(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'parley-verify-'))
  t.after(() => rm(root, { recursive: true }))
  const folder = join(root, 'bundled')
  await mkdir(join(folder, 'model'), { recursive: true })
  const files = { 'model/a.bin': 'weights', 'model/b.json': '{}' }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  const sums = Object.entries(files).map(([path, text]) => `${createHash('sha256').update(text).digest('hex')}  ./${path}`)
  await writeFile(join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`)
  return { folder, verify: () => verifyBundled({ cacheFolder: join(root, 'cache'), folder }), stamp: join(root, 'cache', 'models', 'bundled-stamp.json') }
}

test('weights are read once, and trusted while size and time stay', async (t) => {
  const { verify, folder } = await open(t)
  assert.deepEqual(await verify(), { checked: 2, trusted: 0 })
  assert.deepEqual(await verify(), { checked: 0, trusted: 2 })
  await writeFile(join(folder, 'model/b.json'), '{}')
  assert.deepEqual(await verify(), { checked: 1, trusted: 1 })
})

test('damaged and missing weights are named, with what to do, until they are right again', async (t) => {
  const { verify, folder } = await open(t)
  await verify()
  await writeFile(join(folder, 'model/a.bin'), 'version https://git-lfs.github.com/spec/v1')
  await rm(join(folder, 'model/b.json'))
  const refused = { code: 'model-unavailable', message: /model\/a\.bin is damaged, model\/b\.json is missing\. Run "git checkout models\/bundled"/ }
  await assert.rejects(verify(), refused)
  await assert.rejects(verify(), refused)
  await writeFile(join(folder, 'model/a.bin'), 'weights')
  await writeFile(join(folder, 'model/b.json'), '{}')
  assert.equal((await verify()).checked, 2)
})

test('a stamp that cannot be read only costs a check, a manifest that is gone is an error', async (t) => {
  const { verify, folder, stamp } = await open(t)
  await verify()
  await writeFile(stamp, 'not json')
  assert.equal((await verify()).checked, 2)
  await rm(join(folder, 'SHA256SUMS'))
  await assert.rejects(verify(), { code: 'model-unavailable', message: /no SHA256SUMS/ })
})
