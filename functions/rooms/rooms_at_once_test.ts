import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import type { Database } from '../../infra/db/db.ts'
import { openPostgres } from '../../infra/db/postgres.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { silentLog as log } from '../../infra/log.ts'
import { openRedis } from '../../infra/redis/open_redis.ts'
import type { Redis } from '../../infra/redis/open_redis.ts'
import { startPostgres } from '../../tests/servers/postgres.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import type { TestServer } from '../../tests/servers/test_server.ts'
import { createRooms } from './create_rooms.ts'
import { createRedisPresence } from './presence/redis.ts'
import { EN } from './testing.ts'

const PROCESSES = 2

let servers: TestServer[]
let databases: Database[]
let redises: Redis[]
before(async () => {
  servers = await Promise.all([startPostgres(), startRedis()])
  const [postgres, redis] = servers
  databases = await Promise.all(Array.from({ length: PROCESSES }, () => openPostgres(postgres!.url)))
  redises = await Promise.all(Array.from({ length: PROCESSES }, () => openRedis({ url: redis!.url, log })))
})
after(async () => {
  await Promise.all([...databases, ...redises].map((each) => each.close()))
  await Promise.all(servers.map((server) => server.stop()))
})

test('however many rooms of one owner, or of one device, are entered at the same moment at two edges, no more are in use than the tier allows', async () => {
  const presences = redises.map((redis) => createRedisPresence({ redis, log }))
  const edges = presences.map((presence, at) => createRooms({ db: databases[at]!.db, presence, bus: createMemoryBus<RoomEvent>({ log }), log }))
  const ownerId = crypto.randomUUID()
  await databases[0]!.db.insert(accounts).values({ accountId: ownerId, email: 'ada@example.org', name: 'Ada', createdAt: new Date() })
  for (const owner of [{ ownerId }, { deviceId: 'one device' }]) {
    const rooms = await Promise.all(Array.from({ length: 12 }, () => edges[0]!.create(owner)))
    const join = (roomId: string, at: number) => edges[at % PROCESSES]!.join({ roomId, name: 'Guest', preferences: EN, deviceId: crypto.randomUUID() })
    const entered = await Promise.allSettled(rooms.map(({ roomId }, at) => join(roomId, at)))
    const refused = entered.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    assert.deepEqual(refused, Array(10).fill('rooms-at-once'))
  }
  await Promise.all(presences.map((presence) => presence.close()))
})
