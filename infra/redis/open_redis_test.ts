import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, describe, it } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { createLog } from '../log.ts'
import type { Redis } from './open_redis.ts'
import { openRedis } from './open_redis.ts'

const PASSWORD = 'open-sesame'
const unavailable = (error: unknown) => error instanceof DomainError && error.code === 'unavailable'

describe('Redis that goes away', () => {
  const closing: (() => Promise<void>)[] = []
  after(async () => {
    for (const close of closing.reverse()) await close()
  })

  const start = async (args: readonly string[] = []) => {
    const server = await startRedis({ args })
    closing.push(() => server.stop())
    return server
  }
  const open = async (url: string, options: { startMs?: number } = {}) => {
    const lines: string[] = []
    const said = new EventEmitter()
    const log = createLog({ level: 'debug', write: (line) => (lines.push(line), said.emit(JSON.parse(line).event as string)) })
    const redis = await openRedis({ url, log, ...options })
    closing.push(() => redis.close())
    return { redis, lines, heard: (event: string) => once(said, event), of: (event: string) => lines.filter((line) => line.includes(`"${event}"`)) }
  }
  const blocking = async (redis: Redis) => {
    const connection = redis.blocking('test')
    await new Promise<void>((resolve) => void connection.onReady(resolve))
    return connection
  }
  const back = (redis: Redis) => new Promise<{ sinceMs: number }>((resolve) => void redis.onReconnected(resolve))

  it('carries commands, subscriptions and blocking reads side by side', async () => {
    const { redis } = await open((await start()).url)
    const waiting = await blocking(redis)
    const popped = waiting.call((client) => client.blPop('list', 0), { deadlineMs: 60_000 })
    const heard = new Promise((resolve) => {
      void redis.subscriptions.call((client) => client.subscribe('channel', resolve)).then(() =>
        redis.commands.call((client) => client.publish('channel', 'hello')))
    })
    assert.equal(await heard, 'hello')
    await redis.commands.call((client) => client.rPush('list', 'last'))
    assert.deepEqual(await popped, { key: 'list', element: 'last' })
    assert.equal(await redis.ready(), true)
  })

  it('fails calls at once while it is away, and is used again after it came back empty', async () => {
    const server = await start()
    const { redis, heard, of } = await open(server.url)
    let messages = 0
    await redis.subscriptions.call((client) => client.subscribe('channel', () => void messages++))
    const lost = heard('redis-away')
    const waiting = await blocking(redis)
    const broken = assert.rejects(waiting.call((client) => client.blPop('list', 0), { deadlineMs: 60_000 }), unavailable)
    await server.kill9()
    await Promise.all([lost, broken])
    await assert.rejects(redis.commands.call((client) => client.get('a')), unavailable)
    assert.equal(await redis.ready(), false)
    const returned = Promise.all([back(redis), heard('redis-back')])
    await server.restart()
    await returned
    assert.equal(await redis.commands.call((client) => client.set('a', '1')), 'OK')
    assert.equal(await redis.commands.call((client) => client.publish('channel', 'x')), 1)
    assert.equal(await redis.ready(), true)
    assert.equal(of('redis-away').length, 1)
    assert.equal(of('redis-back').length, 1)
  })

  it('starts without it, and says so once and without the password', async () => {
    const server = await start(['--requirepass', PASSWORD])
    await server.kill9()
    const { redis, lines, of } = await open(server.url.replace('//', `//:${PASSWORD}@`), { startMs: 300 })
    await assert.rejects(redis.commands.call((client) => client.get('a')), unavailable)
    const returned = back(redis)
    await server.restart()
    await returned
    assert.equal(await redis.ready(), true)
    assert.equal(of('redis-away').length, 1)
    assert.ok(!lines.join('\n').includes(PASSWORD))
  })

  it('drops a connection that gives no answer, and is back when the server answers again', async () => {
    const server = await start()
    const { redis } = await open(server.url)
    const { redis: other } = await open(server.url)
    await other.commands.call((client) => client.sendCommand(['CLIENT', 'PAUSE', '400', 'ALL']))
    await assert.rejects(redis.commands.call((client) => client.get('a'), { deadlineMs: 50 }), unavailable)
    await back(redis)
    assert.equal(await redis.commands.call((client) => client.get('a')), null)
  })

  it('throws what the server refuses for good as it is', async () => {
    const { redis } = await open((await start()).url)
    await redis.commands.call((client) => client.set('text', 'x'))
    await assert.rejects(redis.commands.call((client) => client.lPush('text', 'y')), /WRONGTYPE/)
    assert.equal(await redis.ready(), true)
  })

  it('refuses after close, which may be called twice', async () => {
    const { redis, of } = await open((await start()).url)
    await redis.close()
    await redis.close()
    await assert.rejects(redis.commands.call((client) => client.get('a')), unavailable)
    assert.equal(await redis.ready(), false)
    assert.deepEqual(of('redis-away'), [])
  })
})
