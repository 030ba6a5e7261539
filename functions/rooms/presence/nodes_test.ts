import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { silentLog } from '../../../infra/log.ts'
import { openRedis } from '../../../infra/redis/open_redis.ts'
import type { TestServer } from '../../../tests/servers/redis.ts'
import { startRedis } from '../../../tests/servers/redis.ts'
import { createMemoryNodes } from './memory_nodes.ts'
import { mediaNode, nodesContract } from './nodes_contract.ts'
import { createRedisNodes } from './redis_nodes.ts'

let server: TestServer
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

nodesContract('memory', async () => {
  const clock = createFakeClock(1_000_000)
  const nodes = createMemoryNodes({ clock })
  return { nodes, elsewhere: nodes, pass: async (ms) => clock.advance(ms), close: () => nodes.close() }
})

nodesContract('redis', async () => {
  const [one, other] = [await open(server), await open(server)]
  await one.redis.commands.call((client) => client.flushAll())
  return {
    nodes: one.nodes, elsewhere: other.nodes,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => void (await Promise.all([one.close(), other.close()])),
  }
})

it('nodes in redis: rooms stay where they are while Redis is away and after it came back empty', async (t) => {
  const own = await startRedis()
  t.after(() => own.stop())
  const [here, there] = [await open(own), await open(own)]
  t.after(() => Promise.all([here.close(), there.close()]))
  await here.nodes.reportNode(mediaNode('a', 1), 60_000)
  await there.nodes.reportNode(mediaNode('b', 2), 60_000)
  await here.nodes.claimNode('room', 'a', 60_000)
  assert.equal(await there.nodes.claimNode('room', 'b', 60_000), 'a')
  const both = [mediaNode('a', 1), mediaNode('b', 2)]
  assert.deepEqual(await here.nodes.listNodes(), both)
  assert.deepEqual(await there.nodes.listNodes(), both)
  for (let round = 0; round < 3; round++) {
    const back = Promise.all([here.back(), there.back()])
    await own.kill9()
    assert.equal(await there.nodes.claimNode('room', 'b', 60_000), 'a')
    assert.equal(await here.nodes.claimNode('room', 'a', 60_000), 'a')
    assert.deepEqual(await there.nodes.listNodes(), both)
    await own.restart()
    await back
    assert.equal(await there.nodes.claimNode('room', 'b', 60_000), 'a')
    assert.equal(await here.nodes.claimNode('room', 'a', 60_000), 'a')
    assert.deepEqual(await there.nodes.listNodes(), both)
  }
})

async function open(of: TestServer) {
  const redis = await openRedis({ url: of.url, log: silentLog })
  const nodes = createRedisNodes({ redis, log: silentLog })
  return {
    redis, nodes,
    back: () => new Promise<unknown>((resolve) => void redis.onReconnected(resolve)),
    async close() {
      await nodes.close()
      await redis.close()
    },
  }
}
