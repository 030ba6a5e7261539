import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { QueueItem, WorkContext, WorkQueue } from './queue.ts'

export interface Job {
  readonly text: string
  readonly pcm: Float32Array
}

/**
 * What every work queue must do.
 * @param create a fresh, empty queue of that length for every call, which tries a failed item again at once
 */
export function queueContract(name: string, create: (options: { lengthMax: number }) => Promise<WorkQueue<Job>>): void {
  describe(`queue: ${name}`, () => {
    const opened: WorkQueue<Job>[] = []
    const open = async (lengthMax = 100) => {
      const queue = await create({ lengthMax })
      opened.push(queue)
      return queue
    }
    after(() => Promise.all(opened.map((queue) => queue.close())))

    it('hands an item over whole, with its first attempt', async () => {
      const queue = await open()
      const seen = record()
      const pcm = Float32Array.of(0, 0.25, -1, 1e-9)
      assert.equal(await queue.push({ ...job('one'), value: { text: 'é "日本"', pcm } }), 'queued')
      queue.work(seen.handler, { concurrency: 1 })
      const [first] = await seen.started(1)
      assert.equal(first?.value.text, 'é "日本"')
      assert.deepEqual([...(first?.value.pcm ?? [])], [...pcm])
      assert.equal(first?.context.attempt, 1)
      assert.equal(first?.context.signal.aborted, false)
      assert.ok((first?.context.queuedMs ?? -1) >= 0)
    })

    it('runs a lane one at a time and in order, other lanes beside it', async () => {
      const queue = await open()
      const seen = record({ held: true })
      for (const [id, lane] of [['a1', 'a'], ['a2', 'a'], ['b1', 'b'], ['a3', 'a']] as const) {
        await queue.push(job(id, { lane }))
      }
      queue.work(seen.handler, { concurrency: 3 })
      assert.deepEqual(texts(await seen.started(2)).sort(), ['a1', 'b1'])
      seen.release('b1')
      seen.release('a1')
      assert.equal(texts(await seen.started(3))[2], 'a2')
      seen.release('a2')
      assert.equal(texts(await seen.started(4))[3], 'a3')
      seen.release('a3')
    })

    it('runs no more lanes at once than its concurrency', async () => {
      const queue = await open()
      const seen = record({ held: true })
      for (const id of ['a', 'b', 'c']) await queue.push(job(id, { lane: id }))
      queue.work(seen.handler, { concurrency: 2 })
      await seen.started(2)
      const { waiting, running } = await queue.stats()
      assert.deepEqual({ waiting, running }, { waiting: 1, running: 2 })
      for (const id of ['a', 'b', 'c']) seen.release(id)
      await seen.started(3)
    })

    it('runs the smaller priority first, and equal ones in the order in which they came', async () => {
      const queue = await open()
      const seen = record()
      for (const [id, priority] of [['free', 2], ['free2', 2], ['pro', 0], ['premium', 1]] as const) {
        await queue.push(job(id, { lane: id, priority }))
      }
      queue.work(seen.handler, { concurrency: 1 })
      assert.deepEqual(texts(await seen.started(4)), ['pro', 'premium', 'free', 'free2'])
    })

    it('leaves one turn in five to those who would come last, however many go before them', async () => {
      const queue = await open()
      const seen = record()
      for (let at = 0; at < 10; at++) await queue.push(job(`paid${at}`, { lane: `paid${at}`, priority: 0 }))
      for (const [id, priority] of [['other', 1], ['free', 2], ['other2', 1]] as const) await queue.push(job(id, { lane: id, priority }))
      queue.work(seen.handler, { concurrency: 1 })
      const order = texts(await seen.started(13)).map((id) => id.replace(/^paid\d$/, 'paid'))
      assert.deepEqual(order, ['paid', 'paid', 'paid', 'paid', 'other', 'paid', 'paid', 'paid', 'paid', 'free', 'paid', 'paid', 'other2'])
    })

    it('accepts an id once while it waits, while it runs, and after it was done', async () => {
      const queue = await open()
      const seen = record({ held: true })
      assert.equal(await queue.push(job('x')), 'queued')
      assert.equal(await queue.push(job('x')), 'duplicate')
      queue.work(seen.handler, { concurrency: 1 })
      await seen.started(1)
      assert.equal(await queue.push(job('x')), 'duplicate')
      await queue.push(job('y'))
      seen.release('x')
      await seen.started(2)
      assert.equal(await queue.push(job('x')), 'duplicate')
      seen.release('y')
      assert.equal((await queue.stats()).shed, 0)
    })

    it('lets an item give way to the one that supersedes it, while it waits and may be shed', async () => {
      const queue = await open()
      const dropped: string[] = []
      queue.onShed(({ id }) => dropped.push(id))
      await queue.push(job('interim1', { sheddable: true, supersedes: 'u1' }))
      await queue.push(job('interim2', { sheddable: true, supersedes: 'u1' }))
      await queue.push(job('other', { sheddable: true, supersedes: 'u2' }))
      await queue.push(job('final', { supersedes: 'u1' }))
      await queue.push(job('final2', { supersedes: 'u1' }))
      const seen = record()
      queue.work(seen.handler, { concurrency: 1 })
      assert.deepEqual(texts(await seen.started(3)), ['other', 'final', 'final2'])
      assert.deepEqual(dropped, ['interim1', 'interim2'])
      assert.equal((await queue.stats()).shed, 2)
    })

    it('stops an item at work for one that goes before it, counting nothing as shed and trying nothing again', async () => {
      const queue = await open()
      const seen = record({ held: true, fails: { interim: 1 } })
      await queue.push(job('firm', { lane: 'b', supersedes: 'u' }))
      await queue.push(job('interim', { lane: 'a', sheddable: true, supersedes: 'u' }))
      queue.work(seen.handler, { concurrency: 2 })
      const [interim, firm] = (await seen.started(2)).sort((one, other) => one.value.text < other.value.text ? 1 : -1)
      await queue.push(job('pause', { lane: 'a', sheddable: true, supersedes: 'u', precedence: 1 }))
      await queue.push(job('final', { lane: 'a', supersedes: 'u', precedence: 1 }))
      assert.equal(interim?.context.signal.aborted, true)
      assert.equal(firm?.context.signal.aborted, false)
      seen.release('interim')
      assert.equal(texts(await seen.started(3))[2], 'final')
      assert.equal((await queue.stats()).shed, 1)
      seen.release('firm')
      seen.release('final')
    })

    it('does not stop an item at work when a newer one of the same precedence supersedes it', async () => {
      const queue = await open()
      const seen = record({ held: true })
      await queue.push(job('interim', { sheddable: true, supersedes: 'u' }))
      queue.work(seen.handler, { concurrency: 1 })
      const [running] = await seen.started(1)
      await queue.push(job('final', { supersedes: 'u' }))
      assert.equal(running?.context.signal.aborted, false)
      seen.release('interim')
      assert.deepEqual(texts(await seen.started(2)), ['interim', 'final'])
      seen.release('final')
    })

    it('sheds the oldest sheddable item at the length bound, never another', async () => {
      const queue = await open(3)
      const dropped: string[] = []
      const end = queue.onShed(({ id }) => dropped.push(id))
      await queue.push(job('final1'))
      await queue.push(job('interim1', { sheddable: true }))
      await queue.push(job('interim2', { sheddable: true }))
      assert.equal(await queue.push(job('interim3', { sheddable: true })), 'queued')
      assert.equal(await queue.push(job('final2')), 'queued')
      assert.equal(await queue.push(job('final3')), 'queued')
      assert.equal(await queue.push(job('interim4', { sheddable: true })), 'shed')
      assert.equal(await queue.push(job('final4')), 'queued')
      assert.deepEqual(dropped, ['interim1', 'interim2', 'interim3', 'interim4'])
      end()
      const { waiting, shed } = await queue.stats()
      assert.deepEqual({ waiting, shed }, { waiting: 4, shed: 4 })
      const seen = record()
      queue.work(seen.handler, { concurrency: 1 })
      assert.deepEqual(texts(await seen.started(4)), ['final1', 'final2', 'final3', 'final4'])
    })

    it('tries a failed item again before the rest of its lane, then tells that it failed', async () => {
      const queue = await open()
      const failed: { id: string; message: string }[] = []
      const seen = record({ fails: { a1: 1, a2: 9 } })
      for (const id of ['a1', 'a2', 'a3']) await queue.push(job(id, { lane: 'a' }))
      queue.work(seen.handler, {
        concurrency: 2,
        attempts: 2,
        onFailed: ({ id }, error) => failed.push({ id, message: String(error) }),
      })
      const tries = (await seen.started(5)).map(({ value, context }) => `${value.text}#${context.attempt}`)
      assert.deepEqual(tries, ['a1#1', 'a1#2', 'a2#1', 'a2#2', 'a3#1'])
      assert.deepEqual(failed, [{ id: 'a2', message: 'Error: scripted failure of a2' }])
    })

    it('tells whoever pushed an item that it is done, or why it failed', async () => {
      const queue = await open()
      const settled: string[] = []
      const both = new Promise<void>((resolve) => {
        queue.onSettled(({ id }, { error, note }) => {
          settled.push(`${id}: ${error === null ? note : String(error).includes('scripted failure of bad')}`)
          if (settled.length === 2) resolve()
        })
      })
      const seen = record({ fails: { bad: 9 } })
      queue.work(async (value, context) => {
        await seen.handler(value, context)
        return `handled ${value.text}`
      }, { concurrency: 1, attempts: 2 })
      await queue.push(job('bad'))
      await queue.push(job('good'))
      await both
      assert.deepEqual(settled, ['bad: true', 'good: handled good'])
    })

    it('tries three times when nothing else is said', async () => {
      const queue = await open()
      const seen = record({ fails: { x: 9 } })
      const failure = new Promise((resolve) =>
        queue.work(seen.handler, { concurrency: 1, onFailed: ({ id }) => resolve(id) })
      )
      await queue.push(job('x'))
      assert.equal(await failure, 'x')
      assert.deepEqual((await seen.started(3)).map(({ context }) => context.attempt), [1, 2, 3])
    })

    it('goes on after a listener for failures or for shed items throws', async () => {
      const queue = await open(1)
      queue.onShed(() => {
        throw new Error('listener broke')
      })
      const seen = record({ fails: { bad: 9 } })
      await queue.push(job('dropped', { sheddable: true }))
      await queue.push(job('bad'))
      queue.work(seen.handler, {
        concurrency: 1,
        attempts: 1,
        onFailed: () => {
          throw new Error('listener broke')
        },
      })
      await queue.push(job('good'))
      assert.deepEqual(texts(await seen.started(2)), ['bad', 'good'])
    })

    it('closes a worker when what is at work is done, and leaves the rest for others', async () => {
      const queue = await open()
      const [leaving, staying] = [record({ held: true }), record()]
      const worker = queue.work(leaving.handler, { concurrency: 1 })
      await queue.push(job('first', { lane: 'a' }))
      await leaving.started(1)
      await queue.push(job('second', { lane: 'b' }))
      const closed = worker.close()
      leaving.release('first')
      await closed
      queue.work(staying.handler, { concurrency: 1 })
      assert.deepEqual(texts(await staying.started(1)), ['second'])
      assert.equal(leaving.count(), 1)
    })

    it('refuses after close, which may be called twice', async () => {
      const queue = await open()
      await queue.close()
      await queue.close()
      const unavailable = (error: unknown) => error instanceof DomainError && error.code === 'unavailable'
      await assert.rejects(queue.push(job('late')), unavailable)
      assert.throws(() => queue.work(async () => {}, { concurrency: 1 }), unavailable)
    })
  })
}

/** An item for tests: lane `a`, priority 1, never shed, its id as text. */
export function job(id: string, options: Partial<QueueItem<Job>> = {}): QueueItem<Job> {
  return {
    id,
    lane: 'a',
    priority: 1,
    sheddable: false,
    supersedes: null,
    precedence: 0,
    value: { text: id, pcm: new Float32Array(0) },
    ...options,
  }
}

interface Started {
  readonly value: Job
  readonly context: WorkContext
}

/** A handler that keeps what it gets; `held` items wait for `release(text)`, `fails` says how often each throws. */
export function record({ held = false, fails = {} }: { held?: boolean; fails?: Record<string, number> } = {}) {
  const seen: Started[] = []
  const waiting: { count: number; resolve: (seen: Started[]) => void }[] = []
  const gates = new Map<string, PromiseWithResolver>()
  const left = new Map(Object.entries(fails))
  const gate = (text: string) => {
    const known = gates.get(text) ?? withResolver()
    gates.set(text, known)
    return known
  }
  return {
    async handler(value: Job, context: WorkContext) {
      seen.push({ value, context })
      for (const { count, resolve } of waiting) if (seen.length >= count) resolve(seen.slice(0, count))
      if (held) await gate(value.text).promise
      const failures = left.get(value.text) ?? 0
      left.set(value.text, failures - 1)
      if (failures > 0) throw new Error(`scripted failure of ${value.text}`)
    },
    release: (text: string) => gate(text).resolve(),
    count: () => seen.length,
    started: (count: number) =>
      new Promise<Started[]>((resolve) => {
        if (seen.length >= count) resolve(seen.slice(0, count))
        else waiting.push({ count, resolve })
      }),
  }
}

interface PromiseWithResolver {
  readonly promise: Promise<void>
  resolve(): void
}

function withResolver(): PromiseWithResolver {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

function texts(started: readonly Started[]): string[] {
  return started.map(({ value }) => value.text)
}
