import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Preferences } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createMesh } from '../mesh/mesh.ts'
import { createRoomsApp } from './app.ts'
import { createRooms } from './create_rooms.ts'
import { meshRooms } from './mesh_rooms.ts'
import { createMemoryPresence } from './presence/memory.ts'
import type { Actor, JoinInput } from './rooms.ts'

export const PT: Preferences = { speaks: null, reads: 'pt', hears: 'original' }
export const EN: Preferences = { speaks: 'en', reads: 'en', hears: 'original' }
/** 2026-01-01. */
export const START_MS = Date.UTC(2026, 0, 1)

/** The rooms function on a database of its own, with the clock in the test's hand, asked as everyone asks: with the mesh's client. */
export async function openTestRooms({ db: given, limits }: { db?: Db; limits?: (tier: Tier) => TierLimits } = {}) {
  const own = given ? null : await openTestDb()
  const db = given ?? own!.db
  const clock = createFakeClock(START_MS)
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const presence = createMemoryPresence({ clock })
  const local = createRooms({ db, presence, bus, log: silentLog, now: clock.now, ...(limits ? { limits } : {}) })
  const app = createRoomsApp({ rooms: local, log: silentLog })
  const rooms = meshRooms(createMesh({ apps: { rooms: app } }))

  const join = (roomId: string, name: string, more: Partial<JoinInput> = {}) => rooms.join({ roomId, name, preferences: EN, ...more })
  return {
    db, clock, bus, presence, local, app, rooms, join,
    /** Joins and connects. */
    async enter(roomId: string, name: string, more: Partial<JoinInput> = {}) {
      const { peerId } = await join(roomId, name, more)
      return await rooms.setPresence({ roomId, peerId, present: true })
    },
    /** What happens in the room from now on. */
    async watch(roomId: string) {
      const events: RoomEvent[] = []
      await bus.subscribe(roomTopic(roomId), (event) => void events.push(event))
      return events
    },
    async account(name: string, tier: Tier = 'free') {
      const accountId = crypto.randomUUID()
      await db.insert(accounts).values({ accountId, name, email: `${accountId}@example.org`, tier, createdAt: new Date(START_MS) })
      return accountId
    },
    /** Lets time pass as in a running server: meetings are tended every five seconds. */
    async pass(ms: number, stepMs = 5_000) {
      for (let left = ms; left > 0; left -= stepMs) {
        clock.advance(Math.min(stepMs, left))
        await local.tend()
      }
    },
    async close() {
      await local.settled()
      await own?.close()
    },
  }
}

export type TestRooms = Awaited<ReturnType<typeof openTestRooms>>

/** Someone in the meeting, as the one who asks. */
export function as({ peerId }: { readonly peerId: string }): Actor {
  return { peerId, accountId: null }
}
