import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TestServer } from '../../tests/servers/redis.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import type { Log } from '../log.ts'
import { createLog, silentLog } from '../log.ts'
import { openRedis } from '../redis/open_redis.ts'
import type { Note } from './contract.ts'
import { busContract, collect } from './contract.ts'
import { createRedisBus } from './redis.ts'

let server: TestServer
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

busContract('redis', async ({ log }) => (await openBus(server, { log })).bus)

describe('bus between processes, redis', () => {
  const closing: (() => Promise<void>)[] = []
  after(() => Promise.all(closing.map((close) => close())))

  const own = async () => {
    const started = await startRedis()
    closing.push(() => started.stop())
    return started
  }
  const open = async (of: TestServer, options: { log?: Log; keptMax?: number } = {}) => {
    const opened = await openBus(of, options)
    closing.unshift(() => opened.bus.close())
    return opened
  }
  const all = (count: number) => (seen: readonly Note[]) => new Set(seen.map(({ n }) => n)).size === count
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

  it('gives each process every event once, the others’ and its own', async () => {
    const [here, there] = [await open(server), await open(server)]
    const topic = `room:${crypto.randomUUID()}`
    const [atHere, atThere] = [collect(), collect()]
    await here.bus.subscribe(topic, atHere.listener)
    await there.bus.subscribe(topic, atThere.listener)
    for (const n of numbers(20)) await here.bus.publish(topic, { text: 'é 日本', n }, { durable: n % 2 === 0 })
    for (const n of numbers(20)) await there.bus.publish(topic, { text: 'back', n: n + 20 })
    for (const seen of [await atHere.until(all(40)), await atThere.until(all(40))]) {
      const of = (text: string) => seen.filter((note) => note.text === text).map(({ n }) => n)
      assert.deepEqual([...of('é 日本'), ...of('back')], numbers(40))
    }
  })

  it('loses no durable event when Redis is killed and comes back empty, round after round', async () => {
    const own1 = await own()
    const [here, there] = [await open(own1), await open(own1)]
    const [atHere, atThere] = [collect(), collect()]
    await here.bus.subscribe('room:r', atHere.listener)
    await there.bus.subscribe('room:r', atThere.listener)
    let n = 0
    const publish = async (count: number) => {
      for (let left = count; left > 0; left--) {
        const bus = n % 2 === 0 ? here.bus : there.bus
        await bus.publish('room:r', { text: 'final', n: n++ }, { durable: true })
      }
    }
    for (let round = 0; round < 5; round++) {
      const during = publish(200)
      await own1.kill9()
      await during
      const before = n
      await publish(50)
      // Who is in this process sees every event at once, without Redis.
      assert.ok(atHere.seen().filter((note) => note.n >= before && note.n % 2 === 0).length === 25)
      const after = publish(200)
      await own1.restart()
      await after
      await Promise.all([atHere.until(all(n)), atThere.until(all(n))])
    }
    // What a process has seen is not given to it again.
    assert.equal(atHere.seen().length, n)
    assert.equal(atThere.seen().length, n)
  })

  it('brings a process that was cut off alone what it missed, for topics that it began to hear meanwhile too', async () => {
    const [here, there] = [await open(server), await open(server)]
    const topics = [`room:${crypto.randomUUID()}`, `room:${crypto.randomUUID()}`] as const
    const seen = collect()
    await there.bus.subscribe(topics[0], seen.listener)
    const id = await there.redis.subscriptions.call((client) => client.clientId())
    await here.redis.commands.call((client) => client.sendCommand(['CLIENT', 'KILL', 'ID', String(id)]))
    await here.bus.publish(topics[0], { text: 'missed', n: 1 }, { durable: true })
    const late = there.bus.subscribe(topics[1], seen.listener)
    await here.bus.publish(topics[1], { text: 'missed as well', n: 2 }, { durable: true })
    await late
    await seen.until(all(2))
  })

  it('goes on without Redis from the start, and hears the others once it is there', async () => {
    const late = await own()
    await late.kill9()
    const [here, there] = [await open(late), await open(late)]
    const [atHere, atThere] = [collect(), collect()]
    await here.bus.subscribe('room:r', atHere.listener)
    const end = await there.bus.subscribe('room:other', atThere.listener)
    await there.bus.subscribe('room:r', atThere.listener)
    await end()
    await here.bus.publish('room:r', { text: 'alone', n: 0 }, { durable: true })
    assert.equal(atHere.seen().length, 1)
    await late.restart()
    await atThere.until(all(1))
    await here.bus.publish('room:other', { text: 'nobody listens', n: 1 })
    await here.bus.publish('room:r', { text: 'together', n: 2 })
    assert.deepEqual((await atThere.until(all(2))).map(({ text }) => text), ['alone', 'together'])
  })

  it('counts the durable events of an outage that its bound has no room for', async () => {
    const short = await own()
    const warned = collect<Record<string, unknown>>()
    const log = createLog({ level: 'warn', write: (line) => warned.listener(JSON.parse(line) as Record<string, unknown>) })
    const [here, there] = [await open(short, { keptMax: 10, log }), await open(short)]
    const seen = collect()
    await there.bus.subscribe('room:r', seen.listener)
    const away = warned.until((lines) => lines.some(({ event }) => event === 'redis-away'))
    await short.kill9()
    await away
    for (const n of numbers(25)) await here.bus.publish('room:r', { text: '', n }, { durable: true })
    await short.restart()
    assert.deepEqual((await seen.until(all(10))).map(({ n }) => n), numbers(25).slice(15))
    const lines = await warned.until((all) => all.some(({ event }) => event === 'bus-sent-again'))
    assert.equal(lines.find(({ event }) => event === 'bus-sent-again')?.['dropped'], 15)
  })
})

async function openBus(of: TestServer, { log = silentLog, keptMax }: { log?: Log; keptMax?: number }) {
  const redis = await openRedis({ url: of.url, log, startMs: 1_000 })
  const bus = createRedisBus<Note>({ redis, log, keptMax })
  const close = async () => {
    await bus.close()
    await redis.close()
  }
  return { redis, bus: { ...bus, close } }
}
