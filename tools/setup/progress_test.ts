import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createProgress, formatDuration, formatProgress } from './progress.mjs'

/** A progress with a clock that the test turns: each tick moves it and lets the timer fire. */
function scripted(columns: number | undefined) {
  let text = ''
  let nowMs = 0
  let fire = () => {}
  const progress = createProgress({
    write: (part) => {
      text += part
    },
    columns,
    now: () => nowMs,
    every: (tick) => {
      fire = tick
      return () => {
        fire = () => {}
      }
    },
  })
  return {
    progress,
    written: () => text,
    tick: (ms: number) => {
      nowMs += ms
      fire()
    },
  }
}

describe('progress', () => {
  it('says nothing about a step of less than two seconds', async () => {
    const { progress, written, tick } = scripted(undefined)
    assert.equal(await progress.step('Quick', 'a second', async () => {
      tick(1_900)
      return 7
    }), 7)
    assert.equal(written(), '')
  })

  it('says what, how much, how far and how long, a line at a time', async () => {
    const { progress, written, tick } = scripted(undefined)
    await progress.step('Building', 'once, 5 minutes', async (update) => {
      update(10, 40, 'files')
      tick(4_000)
      update(20, 40, 'files')
      tick(4_000)
    })
    assert.deepEqual(written().split('\n'), [
      'Building (once, 5 minutes)',
      'Building: 25 % (10 of 40 files), 4 s so far, about 12 s left',
      'Building: 50 % (20 of 40 files), 8 s so far, about 8 s left',
      'Building: done in 8 s',
      '',
    ])
  })

  it('rewrites one line on a terminal, and keeps to its width', async () => {
    const { progress, written, tick } = scripted(20)
    await progress.step('Building', 'once', async () => tick(4_000))
    assert.equal(written(), '\r\x1b[KBuilding (once)\n\r\x1b[KBuilding: 4 s so fa\r\x1b[KBuilding: done in 4 s\n')
  })

  it('ends its timer and passes the error on when the step fails', async () => {
    const { progress, written, tick } = scripted(undefined)
    await assert.rejects(progress.step('Building', 'once', async () => {
      tick(3_000)
      throw new Error('broken')
    }), /broken/)
    const before = written()
    assert.match(before, /Building: stopped after 3 s\n$/)
    tick(10_000)
    assert.equal(written(), before)
  })

  it('formats what it knows', () => {
    assert.equal(formatProgress({ title: 'A', elapsedMs: 3_000 }), 'A: 3 s so far')
    assert.equal(formatProgress({ title: 'A', elapsedMs: 3_000, done: 0, total: 9, unit: 'files' }), 'A: 0 % (0 of 9 files), 3 s so far')
    assert.equal(formatProgress({ title: 'A', elapsedMs: 60_000, done: 9, total: 9, unit: 'files' }), 'A: 100 % (9 of 9 files), 1 min so far')
    assert.equal(formatProgress({ title: 'A', elapsedMs: 1_000, done: 25, total: 100, unit: '%' }), 'A: 25 %, 1 s so far, about 3 s left')
    assert.equal(formatDuration(20), '1 s')
    assert.equal(formatDuration(185_000), '3 min 5 s')
  })
})
