import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { requireWritable } from './folder.ts'

describe('requireWritable', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-folder-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('makes the folder and leaves nothing in it', async () => {
    await requireWritable(join(folder, 'a/b'), 'PARLEY_CACHE')
    assert.deepEqual(await readdir(join(folder, 'a/b')), [])
  })

  it('gives up where a folder takes no children, even as root', { timeout: 30_000 }, async () => {
    await assert.rejects(requireWritable('/proc/parley/cache', 'PARLEY_DATA'), { name: 'SetupError', message: /^Parley cannot write to "\/proc\/parley\/cache"/ })
  })

  it('names the folder, the reason and the variable', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await assert.rejects(requireWritable(join(file, 'cache'), 'PARLEY_CACHE'), {
      name: 'SetupError', message: `Parley cannot write to "${join(file, 'cache')}" (ENOTDIR): give it to this user or set PARLEY_CACHE to another folder.`,
    })
  })
})
