import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startRedis } from '../../tests/servers/redis.ts'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import { createFakeClock } from '../fake_clock.ts'
import { silentLog as log } from '../log.ts'
import { openRedis } from '../redis/open_redis.ts'
import type { Job } from './contract.ts'
import { job, record } from './contract.ts'
import type { RedisQueueOptions } from './redis.ts'
import { openRedisQueue } from './redis.ts'
import type { WorkQueue } from './queue.ts'

const workerScript = fileURLToPath(new URL('testing/worker_process.ts', import.meta.url))

describe('queue: redis, when something dies', () => {
  const closing: (() => Promise<void>)[] = []
  after(async () => {
    for (const close of closing.reverse()) await close()
  })

  const start = async (args: readonly string[] = []) => {
    const server = await startRedis({ args })
    closing.push(() => server.stop())
    return server
  }
  /** A queue with connections of its own, as another process has it. */
  const open = async (url: string, { clock = systemClock, ...options }: Partial<RedisQueueOptions> & { clock?: Clock } = {}) => {
    const redis = await openRedis({ url, log })
    const queue = await openRedisQueue<Job>({ redis, name: 'test', clock, log, drainMs: 50, leaseMs: 300, ...options })
    closing.push(async () => {
      await queue.close()
      await redis.close()
    })
    return { redis, queue }
  }
  const worker = (url: string, ...args: string[]) => {
    const child = spawn('node', ['--import', 'tsx', workerScript, url, 'test', '300', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const said: Record<string, unknown>[] = []
    const waiting: (() => void)[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(JSON.parse(line) as Record<string, unknown>)
      for (const look of [...waiting]) look()
    })
    const gone = once(child, 'exit')
    closing.push(async () => {
      child.kill('SIGKILL')
      await gone
    })
    return {
      kill: async () => {
        child.kill('SIGKILL')
        await gone
      },
      said,
      until: (isEnough: () => boolean) =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (isEnough()) resolve()
          }
          waiting.push(look)
          look()
        }),
    }
  }

  it('hands what a killed process had at work to another one, and keeps the order of its lane', async () => {
    const { url } = await start()
    const { queue } = await open(url)
    const [dying, staying] = [worker(url, 'hang'), worker(url)]
    await Promise.all([dying, staying].map(({ said, until }) => until(() => said.some(({ ready }) => ready))))
    // New lanes until the hanging process has something of one.
    const isHeld = () => dying.said.some(({ started }) => started)
    let lanes = 0
    for (; !isHeld() && lanes < 500; lanes++) {
      for (const n of [1, 2, 3]) await queue.push(job(`${lanes}-${n}`, { lane: String(lanes) }))
      await Promise.race([dying.until(isHeld), staying.until(() => staying.said.filter(({ done }) => done).length >= 3 * (lanes + 1))])
    }
    const held = String(dying.said.find(({ started }) => started)?.started)
    await dying.kill()
    await staying.until(() => staying.said.filter(({ done }) => done).length >= 3 * lanes)
    const lane = held.slice(0, -2)
    const done = staying.said.flatMap(({ done }) => (typeof done === 'string' ? [done] : []))
    assert.deepEqual(done.filter((id) => id.startsWith(`${lane}-`)), [`${lane}-1`, `${lane}-2`, `${lane}-3`])
    assert.deepEqual(staying.said.find(({ started }) => started === held), { started: held, attempt: 2 })
    assert.equal(new Set(done).size, 3 * lanes)
  })

  it('counts an item as failed when its workers die again and again', async () => {
    const { url } = await start()
    const { queue } = await open(url)
    const failed = new Promise<string>((resolve) => void queue.onSettled((item, { error }) => resolve(`${item.id} ${String(error)}`)))
    await queue.push(job('deadly'))
    for (const attempt of [1, 2, 3]) {
      const dying = worker(url, 'hang')
      await dying.until(() => dying.said.some((line) => line.attempt === attempt))
      await dying.kill()
    }
    const { queue: last } = await open(url)
    const seen = record()
    const told = new Promise<string>((resolve) => void last.work(seen.handler, { concurrency: 1, onFailed: ({ id }) => resolve(id) }))
    assert.equal(await told, 'deadly')
    assert.match(await failed, /^deadly .*workers stopped/)
    assert.equal(seen.count(), 0)
  })

  for (const [how, args] of [['empty', []], ['with its memory', ['--appendonly', 'yes', '--appendfsync', 'always']]] as const) {
    it(`loses nothing in ten rounds of kill -9 of Redis that comes back ${how}, while another process works`, async () => {
      const server = await start(args)
      const [{ queue: pusher }, { queue: other }] = [await open(server.url), await open(server.url)]
      const settled = collect(pusher)
      const handled: string[] = []
      other.work(async ({ text }) => {
        await new Promise((resolve) => setTimeout(resolve, 3))
        handled.push(text)
      }, { concurrency: 2 })
      const pushed = await rounds(server, pusher)
      await settled.until(pushed.length)
      assert.deepEqual(settled.ids.toSorted(), pushed.toSorted())
      assert.deepEqual(settled.failed, [])
      // Twice perhaps, never not at all, and for the first time in the order of its lane.
      for (const lane of ['a', 'b', 'c']) {
        const first = [...new Set(handled)].filter((id) => id.startsWith(lane))
        assert.deepEqual(first, pushed.filter((id) => id.startsWith(lane)))
      }
    })
  }

  it('works on its own items while Redis is away, and shares again when it is back', async () => {
    const server = await start()
    const { queue, redis } = await open(server.url)
    const settled = collect(queue)
    const seen = record()
    queue.work(seen.handler, { concurrency: 2 })
    await queue.push(job('before'))
    await settled.until(1)
    await server.kill9()
    await Promise.all(['away1', 'away2'].map((id) => queue.push(job(id))))
    await settled.until(3)
    assert.deepEqual((await seen.started(3)).map(({ value }) => value.text), ['before', 'away1', 'away2'])
    const back = new Promise<void>((resolve) => void redis.onReconnected(() => resolve()))
    await server.restart()
    await back
    await queue.push(job('after'))
    await settled.until(4)
    assert.equal(await queue.push(job('away1')), 'duplicate')
    assert.deepEqual(settled.failed, [])
    assert.equal(seen.count(), 4)
  })

  it('holds what nobody here works on: newest interim ones within the bound, the others up to theirs', async () => {
    const server = await start()
    const { queue } = await open(server.url, { lengthMax: 3, heldMax: 3 })
    const settled = collect(queue)
    const dropped: string[] = []
    queue.onShed(({ id }) => dropped.push(id))
    await queue.push(job('early', { sheddable: true, supersedes: 'u' }))
    await server.kill9()
    await queue.push(job('interim', { sheddable: true, supersedes: 'u' }))
    await queue.push(job('final1', { supersedes: 'u' }))
    await queue.push(job('interim2', { sheddable: true }))
    for (const n of [2, 3]) await queue.push(job(`final${n}`))
    assert.deepEqual(dropped, ['early', 'interim', 'interim2'])
    assert.equal(await queue.push(job('interim3', { sheddable: true })), 'shed')
    assert.equal(await queue.push(job('final4')), 'queued')
    assert.deepEqual(settled.failed, ['final1'])
    const { waiting, shed } = await queue.stats()
    assert.deepEqual({ waiting, shed }, { waiting: 3, shed: 4 })
    await server.restart()
    const seen = record()
    const { queue: other } = await open(server.url)
    other.work(seen.handler, { concurrency: 1 })
    assert.deepEqual((await seen.started(3)).map(({ value }) => value.text), ['final2', 'final3', 'final4'])
  })

  it('starts without Redis, and goes on when its memory or its scripts are wiped', async () => {
    const server = await start()
    await server.kill9()
    const clock = createFakeClock(1_000)
    const early = await openRedis({ url: server.url, log, startMs: 50 })
    const queue = await openRedisQueue<Job>({ redis: early, name: 'test', clock, log, drainMs: 50 })
    closing.push(async () => {
      const closed = queue.close()
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(50)
      await closed
      await early.close()
    })
    const settled = collect(queue)
    await queue.push(job('first'))
    const back = new Promise<void>((resolve) => void early.onReconnected(() => resolve()))
    await server.restart()
    await back
    const { queue: other, redis } = await open(server.url)
    const handled = record()
    const crew = other.work(handled.handler, { concurrency: 1 })
    await settled.until(1)
    await crew.close()
    await queue.push(job('wiped'))
    await redis.commands.call((client) => client.flushAll())
    await redis.commands.call((client) => client.scriptFlush())
    other.work(handled.handler, { concurrency: 1 })
    clock.advance(5_000)
    await settled.until(2)
    assert.deepEqual(settled.ids, ['first', 'wiped'])
    assert.equal(handled.count(), 2)
  })
})

/** Pushes in three lanes while Redis is killed and started ten times. @returns the ids in order */
async function rounds(server: { kill9(): Promise<void>; restart(): Promise<void> }, queue: WorkQueue<Job>): Promise<string[]> {
  const pushed: string[] = []
  let over = false
  const pushing = (async () => {
    for (let n = 0; !over; n++) {
      for (const lane of ['a', 'b', 'c']) {
        const id = `${lane}${n}`
        pushed.push(id)
        await queue.push(job(id, { lane, value: { text: id, pcm: new Float32Array(1_600) } }))
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  })()
  for (let round = 0; round < 10; round++) {
    const before = pushed.length
    while (pushed.length < before + 15) await new Promise((resolve) => setTimeout(resolve, 5))
    await server.kill9()
    const at = pushed.length
    while (pushed.length < at + 6) await new Promise((resolve) => setTimeout(resolve, 5))
    await server.restart()
  }
  over = true
  await pushing
  return pushed
}

/** What the queue says of the items pushed to it. */
function collect(queue: WorkQueue<Job>) {
  const ids: string[] = []
  const failed: string[] = []
  const waiting: (() => void)[] = []
  queue.onSettled(({ id }, { error }) => {
    ids.push(id)
    if (error !== null) failed.push(id)
    for (const look of waiting) look()
  })
  return {
    ids,
    failed,
    until: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (ids.length >= count) resolve()
        }
        waiting.push(look)
        look()
      }),
  }
}
