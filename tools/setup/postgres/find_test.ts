import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { runCommand } from '../run_command.mjs'
import { findPostgres, keptPostgres } from './find.ts'

describe('findPostgres', () => {
  let root: string
  let cache: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-find-'))
    cache = join(root, 'cache')
  })
  afterEach(() => rm(root, { recursive: true }))

  const install = async (bin: string, { version = '17.2', vector = true, code = 0 } = {}) => {
    await mkdir(bin, { recursive: true })
    for (const name of ['postgres', 'initdb']) {
      await writeFile(join(bin, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${version}"\nexit ${code}\n`)
      await chmod(join(bin, name), 0o755)
    }
    const extension = join(bin, '../share/postgresql/extension')
    await mkdir(extension, { recursive: true })
    if (vector) await writeFile(join(extension, 'vector.control'), '')
    return bin
  }
  const find = (path = '') => findPostgres(cache, { run: runCommand, path, systemFolder: join(root, 'system') })

  it('finds none on a bare machine', async () => {
    assert.equal(await find(`${join(root, 'nowhere')}::`), null)
  })

  it('takes one on the path before the system\'s newest, and that one before its own', async () => {
    const kept = await install(keptPostgres(cache).bin)
    assert.equal(await find(), kept)
    await install(join(root, 'system/9/bin'), { version: '15.1' })
    const newest = await install(join(root, 'system/16/bin'), { version: '16.1' })
    assert.equal(await find(), newest)
    const onPath = await install(join(root, 'mine/bin'))
    assert.equal(await find(`${join(root, 'nowhere')}:${onPath}`), onPath)
  })

  it('passes over one that is too old, has no pgvector or does not run', async () => {
    const old = await install(join(root, 'old/bin'), { version: '14.9' })
    const plain = await install(join(root, 'plain/bin'), { vector: false })
    const broken = await install(join(root, 'broken/bin'), { code: 127 })
    assert.equal(await find([old, plain, broken].join(':')), null)
  })
})
