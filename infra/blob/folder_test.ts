import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { testBlobs } from './contract.ts'
import { openFolderBlobs } from './folder.ts'

const temporary = () => mkdtemp(join(tmpdir(), 'parley-blobs-'))

testBlobs('blobs in a folder', async () => {
  const folder = await temporary()
  return { blobs: await openFolderBlobs(join(folder, 'data/blobs')), close: () => rm(folder, { recursive: true }) }
})

describe('blobs in a folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporary()
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('are there when it is opened again', async () => {
    await (await openFolderBlobs(folder)).put('a/b', new Uint8Array([1]))
    assert.deepEqual(await (await openFolderBlobs(folder)).read('a/b'), new Uint8Array([1]))
  })

  it('leave no file and no empty folder behind', async () => {
    const blobs = await openFolderBlobs(folder)
    await blobs.put('m/1/a/b', new Uint8Array([1]))
    await blobs.put('m/2/a', new Uint8Array([1]))
    await assert.rejects(blobs.put('m/3/a', new Uint8Array(10), { maxBytes: 1 }))
    await blobs.deletePrefix('m/1/')
    assert.deepEqual(await readdir(join(folder, 'm')), ['2'])
    await blobs.delete('m/2/a')
    assert.deepEqual(await readdir(folder), ['.drafts'])
    assert.deepEqual(await readdir(join(folder, '.drafts')), [])
  })

  it('forget what a process that is gone had begun to write, and not what another one writes now', async () => {
    await openFolderBlobs(folder)
    const [left, written] = [join(folder, '.drafts/left'), join(folder, '.drafts/written')]
    for (const file of [left, written]) await writeFile(file, 'half')
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000)
    await utimes(left, yesterday, yesterday)
    await openFolderBlobs(folder)
    assert.deepEqual(await readdir(join(folder, '.drafts')), ['written'])
  })

  it('are not ready, and say so, when the folder is gone', async () => {
    const blobs = await openFolderBlobs(folder)
    await rm(folder, { recursive: true })
    assert.equal(await blobs.ready(), false)
    await assert.rejects(blobs.put('a', new Uint8Array([1])), { name: 'DomainError', code: 'unavailable', message: 'Cannot store the file "a": the data folder does not take it (ENOENT)' })
    assert.equal(await blobs.read('a'), null)
  })
})
