import type { DubState } from '../../domain/dub.ts'
import type { Tier } from '../../domain/tier.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs, rooms } from '../../infra/db/schema/mod.ts'
import { addAccount, addMeeting, BEGAN_MS } from '../transcripts/testing.ts'
import { storeAudio } from './write_dub.ts'

/** For tests: a room of an account of this tier, with a meeting. */
export async function addRoom(db: Db, { tier = 'premium' as Tier, people = {} as Readonly<Record<string, string | null>> } = {}) {
  const ownerId = await addAccount(db, 'Owner', { tier })
  const { meetingId, roomId } = await addMeeting(db, { ownerId, people })
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId, createdAt: new Date(BEGAN_MS) })
  return { ownerId, meetingId, roomId }
}

/** For tests: a dub with recordings of 100 ms (quick) and 200 ms (clone, when it is ready). */
export async function addDub({ db, blob }: { db: Db; blob: Blobs }, { meetingId, roomId, accountId, captionId = crypto.randomUUID() as string, state = 'ready' as DubState, text = 'Bom dia a todos', voiceId = crypto.randomUUID() as string, requestedMs = BEGAN_MS + 60_000 }: {
  meetingId: string; roomId: string; accountId: string; captionId?: string; state?: DubState; text?: string; voiceId?: string; requestedMs?: number
}) {
  const dubId = crypto.randomUUID()
  const signal = new AbortController().signal
  const quickMs = await storeAudio({ blob }, { meetingId, dubId }, { audio: 'quick', pieces: [new Int16Array(2_400).fill(1)], signal })
  const durationMs = state === 'ready' ? await storeAudio({ blob }, { meetingId, dubId }, { audio: 'clone', pieces: [new Int16Array(4_800).fill(2)], signal }) : null
  await db.insert(dubs).values({
    dubId, captionId, language: 'pt', roomId, meetingId, accountId, voiceId, text, state, cause: state === 'quick' ? 'slow' : null, durationMs, quickMs, requestedAt: new Date(requestedMs),
  })
  return { dubId, captionId, voiceId }
}
