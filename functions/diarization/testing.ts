import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Tier } from '../../domain/tier.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import type { Db } from '../../infra/db/db.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import { addAccount, addMeeting, BEGAN_MS } from '../transcripts/testing.ts'
import type { DiarizationDeps } from './context.ts'

/** For tests: a meeting of a pro room in which Ada's microphone is shared, with what the room is told. */
export async function openSpeakerStage({ tier = 'pro' as Tier } = {}) {
  const { db, close } = await openTestDb()
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const blob = createMemoryBlobs()
  let nowMs = BEGAN_MS + 600_000
  const deps: DiarizationDeps = { db, blob, bus, log: silentLog, now: () => nowMs++ }
  const owner = await addAccount(db, 'Owner', { tier })
  const { meetingId, roomId } = await addMeeting(db, { ownerId: owner, people: { ada: null } })
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId: owner, createdAt: new Date(BEGAN_MS) })
  const told: RoomEvent[] = []
  await bus.subscribe(roomTopic(roomId), (event) => void told.push(event))
  return { db: db as Db, deps, blob, bus, owner, meetingId, roomId, told, microphone: { roomId, meetingId, peerId: 'ada' }, close }
}
export type SpeakerStage = Awaited<ReturnType<typeof openSpeakerStage>>
