import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { withLock } from './lock.mjs'

describe('withLock', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-lock-'))
    file = join(folder, '.lock')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('lets one work at a time, and tells the other whom it waits for', async () => {
    const events: string[] = []
    const [work, wait] = [new EventEmitter(), new EventEmitter()]
    const begun = once(work, 'begun')
    const first = withLock(file, async () => {
      events.push('first begins')
      work.emit('begun')
      await once(wait, 'begun')
      events.push('first ends')
    })
    await begun
    const second = withLock(file, async () => events.push('second begins'), { onWait: (pid) => {
      assert.equal(pid, process.pid)
      events.push('second waits')
      wait.emit('begun')
    } })
    await Promise.all([first, second])
    assert.deepEqual(events, ['first begins', 'second waits', 'first ends', 'second begins'])
    assert.equal(existsSync(file), false)
  })

  it('tells whom one waits for once the lock says it', async () => {
    await writeFile(file, '')
    const waitedFor: number[] = []
    const waiting = withLock(file, async () => 'works', { onWait: (pid) => {
      waitedFor.push(pid)
      rmSync(file)
    } })
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname() }))
    assert.equal(await waiting, 'works')
    assert.deepEqual(waitedFor, [process.pid])
  })

  it('is released when the work fails', async () => {
    await assert.rejects(withLock(file, async () => {
      throw new Error('broken')
    }), /broken/)
    assert.equal(await withLock(file, async () => 'works'), 'works')
  })

  it('is taken over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    await writeFile(file, JSON.stringify({ pid, host: hostname() }))
    assert.equal(await withLock(file, async () => 'works'), 'works')
  })

  it('is taken over from another machine that has fallen silent, or that never finished writing', async () => {
    for (const text of [JSON.stringify({ pid: 1, host: 'elsewhere' }), '']) {
      await writeFile(file, text)
      const minuteAgo = new Date(Date.now() - 60_000)
      await utimes(file, minuteAgo, minuteAgo)
      assert.equal(await withLock(file, async () => 'works'), 'works')
    }
  })

  it('gives up waiting when aborted', async () => {
    await writeFile(file, JSON.stringify({ pid: 1, host: 'elsewhere' }))
    const controller = new AbortController()
    await assert.rejects(withLock(file, async () => 'works', { signal: controller.signal, onWait: () => controller.abort() }), { name: 'AbortError' })
    assert.equal(existsSync(file), true)
  })

  it('fails with the file system\'s error where no file can be made', async () => {
    await assert.rejects(withLock(join(folder, 'none/.lock'), async () => 'works'), { code: 'ENOENT' })
  })
})
