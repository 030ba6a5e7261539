import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { lockFolder } from './folder_lock.ts'

describe('lockFolder', () => {
  let parent: string
  let folder: string
  let file: string
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'parley-lock-'))
    folder = join(parent, 'db')
    file = `${folder}.lock`
  })
  afterEach(() => rm(parent, { recursive: true }))

  const leave = async (holder: { pid: number; host: string }, agoMs: number) => {
    await writeFile(file, JSON.stringify({ ...holder, id: 'left' }))
    await beat(agoMs)
  }
  const beat = (agoMs: number) => utimes(file, new Date(Date.now() - agoMs), new Date(Date.now() - agoMs))
  const lockAndRelease = async () => {
    const lock = await lockFolder(folder)
    assert.equal(JSON.parse(await readFile(file, 'utf8')).pid, process.pid)
    await lock.release()
    await lock.release()
    assert.deepEqual(await readdir(parent), [])
  }

  it('takes a free folder, once, and lets it go', async () => {
    const lock = await lockFolder(folder)
    await assert.rejects(lockFolder(folder), /process \d+ has it open/)
    await lock.release()
    await lockAndRelease()
  })

  it('takes over what processes left that are gone: of this machine, of this process id before, of another container long ago', async () => {
    await leave({ pid: 4_194_304, host: hostname() }, 0)
    await lockAndRelease()
    await leave({ pid: process.pid, host: hostname() }, 3_600_000)
    await lockAndRelease()
    await leave({ pid: 1, host: 'another-container' }, 3_600_000)
    await lockAndRelease()
  })

  it('takes over a lock that was never finished', async () => {
    await writeFile(file, '')
    await beat(3_600_000)
    await lockAndRelease()
  })

  it('is refused as soon as another container shows a sign of life, and takes the folder when that one lets go', async () => {
    await leave({ pid: 7, host: 'another-container' }, 10_000)
    await assert.rejects(lockFolder(folder, { onWait: () => void beat(0) }), /process 7 has it open/)
    await lockFolder(folder, { onWait: () => void rm(file) }).then((lock) => lock.release())
  })

  it('gives one of many that take over at the same moment the folder', async () => {
    await leave({ pid: 4_194_304, host: hostname() }, 0)
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)))
    const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    assert.equal(locks.length, 1)
    await locks[0]!.release()
  })
})
