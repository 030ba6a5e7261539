import { addAccount } from '../../functions/accounts/testing.ts'
import { createRooms } from '../../functions/rooms/create_rooms.ts'
import { createMemoryPresence } from '../../functions/rooms/presence/memory.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { systemClock } from '../../infra/clock.ts'
import { openDb } from '../../infra/db/open_db.ts'
import { silentLog as log } from '../../infra/log.ts'
import type { Tier } from '../../domain/tier.ts'
import { routes } from '../../views/routes.ts'

/** A room in the data folder of a server that does not run yet, whose owner has a tier that lets it last and hold many. Returns its code. */
export async function prepareRoom(data: string, { tier = 'pro' as Tier, email = 'owner@bench.test' } = {}): Promise<string> {
  const database = await openDb({ PARLEY_DATA: data }, { log })
  try {
    const ownerId = await addAccount(database.db, email, { tier })
    const rooms = createRooms({ db: database.db, presence: createMemoryPresence({ clock: systemClock }), bus: createMemoryBus<RoomEvent>({ log }), log })
    return (await rooms.create({ ownerId })).roomId
  } finally {
    await database.close()
  }
}

/** Somebody in a room, with the cookie that says so. */
export interface Member {
  readonly origin: string
  readonly roomId: string
  readonly name: string
  readonly reads: string
  readonly cookie: string
}

/** Joins with the form of the page before a meeting. */
export async function joinRoom(origin: string, { roomId, name, speaks, reads }: { roomId: string; name: string; speaks: string; reads: string }): Promise<Member> {
  const answer = await fetch(new URL(routes.join.to(roomId), origin), {
    method: 'POST', redirect: 'manual', headers: { origin }, body: new URLSearchParams({ name, speaks, reads, hears: 'original' }),
  })
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('parley-session='))?.split(';')[0]
  if (!cookie) throw new Error(`Cannot join as ${name}: the server answered ${answer.status}`)
  return { origin, roomId, name, reads, cookie }
}
