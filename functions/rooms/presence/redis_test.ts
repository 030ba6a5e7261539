import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { TestContext } from 'node:test'
import { after, before, describe, it } from 'node:test'
import { createLog } from '../../../infra/log.ts'
import { openRedis } from '../../../infra/redis/open_redis.ts'
import type { TestServer } from '../../../tests/servers/redis.ts'
import { startRedis } from '../../../tests/servers/redis.ts'
import { person, presenceContract } from './contract.ts'
import { createRedisPresence } from './redis.ts'

let server: TestServer
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

presenceContract('redis', async ({ presentMs }) => {
  const [one, other] = [await open(server, { presentMs }), await open(server, { presentMs })]
  return {
    presence: one.presence, elsewhere: other.presence,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => void (await Promise.all([one.close(), other.close()])),
  }
})

describe('presence in redis while Redis is away', () => {
  const setUp = async (t: TestContext) => {
    const own = await startRedis()
    t.after(() => own.stop())
    const [here, there] = [await open(own), await open(own)]
    t.after(() => Promise.all([here.close(), there.close()]))
    const roomId = crypto.randomUUID()
    const [ana, binh] = [person(roomId, 'Ana', { present: true }), person(roomId, 'Bình', { present: true, joinedAtMs: 2_000 })]
    await here.presence.put(ana)
    await there.presence.put(binh)
    await here.presence.list(roomId)
    await there.presence.list(roomId)
    return { own, here, there, roomId, ana, binh }
  }

  it('finds those who are in a meeting, and everyone again after it came back empty, five times', async (t) => {
    const { own, here, there, roomId, ana, binh } = await setUp(t)
    for (let round = 0; round < 5; round++) {
      const back = Promise.all([here.back(), there.back()])
      await own.kill9()
      assert.deepEqual(await here.presence.list(roomId), [ana, binh])
      assert.deepEqual(await there.presence.find(roomId, ana.peerId), ana)
      await own.restart()
      await back
      // Whichever process came back first: the room is whole as soon as one that knows it is back.
      assert.deepEqual(await here.presence.list(roomId), [ana, binh])
      assert.deepEqual(await there.presence.list(roomId), [ana, binh])
    }
  })

  it('tells afterwards what changed meanwhile: who came, left, was removed', async (t) => {
    const { own, here, there, roomId, ana, binh } = await setUp(t)
    const cam = person(roomId, 'Cam', { present: true, joinedAtMs: 3_000 })
    const told = Promise.all([here.told(), there.told()])
    await own.kill9()
    const [binhsName, limits] = [{ ...binh, name: 'Bình Lê' }, { peopleMax: 3, nowMs: 60_000 }]
    assert.deepEqual(await here.presence.admit({ ...cam, present: false }, limits), { admitted: true, taken: 2 })
    await here.presence.put(cam)
    assert.deepEqual(await here.presence.admit(person(roomId, 'Four'), limits), { admitted: false, taken: 3 })
    await here.presence.remove(roomId, ana.peerId)
    await there.presence.put(binhsName)
    await own.restart()
    await told
    // The other process knew Ana as present: the removal is newer.
    assert.deepEqual(await there.presence.list(roomId), [binhsName, cam])
    assert.deepEqual(await here.presence.list(roomId), [binhsName, cam])
  })

  it('brings back whom an emptied server has forgotten with the next renewal', async (t) => {
    const { here, there, roomId, ana } = await setUp(t)
    await here.redis.commands.call((client) => client.flushAll())
    assert.deepEqual(await there.presence.list(roomId), [])
    await here.presence.renew(roomId, [ana.peerId], 45_000)
    assert.deepEqual(await there.presence.list(roomId), [ana])
  })
})

async function open(of: TestServer, { presentMs }: { presentMs?: number } = {}) {
  const said = new EventEmitter()
  const log = createLog({ level: 'info', write: (line) => said.emit((JSON.parse(line) as { event: string }).event) })
  const redis = await openRedis({ url: of.url, log })
  const presence = createRedisPresence({ redis, log, presentMs })
  return {
    redis, presence,
    back: () => new Promise<unknown>((resolve) => void redis.onReconnected(resolve)),
    told: () => once(said, 'presence-told'),
    async close() {
      await presence.close()
      await redis.close()
    },
  }
}
