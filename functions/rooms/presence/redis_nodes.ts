import { DomainError } from '../../../domain/errors.ts'
import type { Log } from '../../../infra/log.ts'
import type { RedisClient } from '../../../infra/redis/connection.ts'
import type { Redis } from '../../../infra/redis/open_redis.ts'
import { createScript } from '../../../infra/redis/script.ts'
import { byId, createMemoryNodes } from './memory_nodes.ts'
import type { MediaNode, Nodes } from './nodes.ts'

const OWNER = 'parley:presence:owner:'
const NODE = 'parley:presence:node:'
const NODE_IDS = 'parley:presence:nodes'
/** After an outage whoever was known before is kept this long, unless they say so themselves, ms. */
const RETURN_MS = 15_000

const claim = createScript(`
local owner = redis.call('GET', KEYS[1])
if not owner or owner == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return ARGV[1]
end
return owner
`)
const release = createScript(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`)

interface Reported {
  readonly node: MediaNode
  readonly ttlMs: number
}

/** Nodes shared by all processes, mirrored like presence: after an outage each process tells the owners and nodes that it knew. */
export function createRedisNodes({ redis, log }: { redis: Redis; log: Log }): Nodes {
  const mirror = createMemoryNodes()
  let settled = true

  const ask = async <T>(run: (client: RedisClient) => Promise<T>): Promise<T | null> => {
    try {
      return await redis.commands.call(run)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'unavailable')) log.error('nodes-failed', { error })
      return null
    }
  }
  const atMs = () => redis.awaySinceMs ?? Date.now()
  const mirrored = () => redis.awaySinceMs !== null || !settled
  const report = (client: RedisClient, { node, ttlMs }: Reported, onlyIfNew: boolean) =>
    client.multi().sAdd(NODE_IDS, node.nodeId).set(NODE + node.nodeId, JSON.stringify({ node, ttlMs } satisfies Reported), {
      expiration: { type: 'PX', value: ttlMs }, ...(onlyIfNew ? { condition: 'NX' as const } : {}),
    }).exec()

  const settle = async (sinceMs: number) => {
    settled = false
    const [owners, nodes] = [mirror.owners(sinceMs), mirror.nodes(sinceMs)]
    for (const [roomId, { value }] of owners) mirror.setOwner(roomId, value, RETURN_MS)
    const told = await ask((client) => Promise.all([
      ...owners.map(([roomId, { value }]) => client.set(OWNER + roomId, value, { expiration: { type: 'PX', value: RETURN_MS }, condition: 'NX' })),
      ...nodes.map(({ value }) => report(client, { node: value, ttlMs: RETURN_MS }, true)),
    ]))
    if (told) settled = true
  }
  const stopSettling = redis.onReconnected(({ sinceMs }) => void settle(sinceMs))

  return {
    async claimNode(roomId, nodeId, ttlMs) {
      const answer = mirrored() ? null : await ask((client) => claim(client, [OWNER + roomId], [nodeId, ttlMs]))
      const owner = answer === null ? (mirror.ownerOf(roomId, atMs()) ?? nodeId) : String(answer)
      if (answer !== null || owner === nodeId) mirror.setOwner(roomId, owner, ttlMs)
      return owner
    },
    async releaseNode(roomId, nodeId) {
      await mirror.releaseNode(roomId, nodeId)
      await ask((client) => release(client, [OWNER + roomId], [nodeId]))
    },
    async reportNode(node, ttlMs) {
      await mirror.reportNode(node, ttlMs)
      await ask((client) => report(client, { node, ttlMs }, false))
    },
    async listNodes() {
      const read = mirrored() ? null : await ask(readNodes)
      if (!read) return byId(mirror.nodes(atMs()).map(({ value }) => value))
      for (const { node, ttlMs } of read) await mirror.reportNode(node, ttlMs)
      return byId(read.map(({ node }) => node))
    },
    async close() {
      stopSettling()
      await mirror.close()
    },
  }
}

async function readNodes(client: RedisClient): Promise<Reported[]> {
  const ids = await client.sMembers(NODE_IDS)
  if (ids.length === 0) return []
  const values = await client.mGet(ids.map((id) => NODE + id))
  const lapsed = ids.filter((_, n) => values[n] === null)
  if (lapsed.length > 0) await client.sRem(NODE_IDS, lapsed)
  return values.filter((value) => value !== null).map((value) => JSON.parse(value) as Reported)
}
