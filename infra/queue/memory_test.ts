import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemClock } from '../clock.ts'
import { createFakeClock } from '../fake_clock.ts'
import { silentLog } from '../log.ts'
import type { Job } from './contract.ts'
import { job, queueContract, record } from './contract.ts'
import { createMemoryQueue } from './memory.ts'

queueContract(
  'memory',
  async ({ lengthMax }) => createMemoryQueue({ clock: systemClock, log: silentLog, lengthMax, retryDelayMs: () => 0 }),
)

describe('queue: memory, with its clock', () => {
  const open = (options: { lengthMax?: number; drainMs?: number } = {}) => {
    const clock = createFakeClock(1_000)
    return { clock, queue: createMemoryQueue<Job>({ clock, log: silentLog, ...options }) }
  }

  it('says how long items have waited', async () => {
    const { clock, queue } = open()
    await queue.push(job('old', { lane: 'a' }))
    clock.advance(300)
    await queue.push(job('new', { lane: 'b' }))
    clock.advance(50)
    assert.equal((await queue.stats()).oldestMs, 350)
    const seen = record()
    queue.work(seen.handler, { concurrency: 2 })
    assert.deepEqual((await seen.started(2)).map(({ context }) => context.queuedMs), [350, 50])
    assert.equal((await queue.stats()).oldestMs, 0)
  })

  it('waits before it tries again, and its lane waits with it', async () => {
    const { clock, queue } = open()
    const seen = record({ fails: { a1: 1 } })
    for (const [id, lane] of [['a1', 'a'], ['a2', 'a'], ['b1', 'b']] as const) await queue.push(job(id, { lane }))
    queue.work(seen.handler, { concurrency: 1 })
    assert.deepEqual((await seen.started(2)).map(({ value }) => value.text), ['a1', 'b1'])
    await settled()
    assert.equal(seen.count(), 2)
    clock.advance(100)
    assert.deepEqual((await seen.started(4)).map(({ value }) => value.text), ['a1', 'b1', 'a1', 'a2'])
  })

  it('forgets an id after a while', async () => {
    const { clock, queue } = open()
    const seen = record()
    queue.work(seen.handler, { concurrency: 1 })
    await queue.push(job('x'))
    await seen.started(1)
    await settled()
    assert.equal(await queue.push(job('x')), 'duplicate')
    clock.advance(10 * 60_000)
    assert.equal(await queue.push(job('x')), 'queued')
  })

  it('drains on close: sheds what may be shed and finishes the rest', async () => {
    const { queue } = open()
    const dropped: string[] = []
    queue.onShed(({ id }) => dropped.push(id))
    const seen = record({ held: true })
    queue.work(seen.handler, { concurrency: 1 })
    await queue.push(job('running'))
    await queue.push(job('interim', { sheddable: true }))
    await queue.push(job('final'))
    const closed = queue.close()
    seen.release('running')
    seen.release('final')
    await closed
    assert.deepEqual((await seen.started(2)).map(({ value }) => value.text), ['running', 'final'])
    assert.deepEqual(dropped, ['interim'])
  })

  it('gives up draining after a time: signals abort and the rest is told as failed', async () => {
    const { clock, queue } = open({ drainMs: 2_000 })
    const failed: string[] = []
    const seen = record({ held: true })
    queue.work(seen.handler, { concurrency: 1, onFailed: ({ id }) => failed.push(id) })
    await queue.push(job('stuck'))
    await queue.push(job('behind'))
    const [stuck] = await seen.started(1)
    const closed = queue.close()
    await settled()
    clock.advance(2_000)
    await closed
    assert.equal(stuck?.context.signal.aborted, true)
    assert.deepEqual(failed, ['behind'])
  })

  it('closes at once when nobody works on what waits', async () => {
    const { queue } = open()
    await queue.push(job('orphan'))
    await queue.close()
    assert.equal((await queue.stats()).waiting, 0)
  })
})

/** Lets promises that are ready run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
