import { and, asc, eq, lt, sql } from 'drizzle-orm'
import { wavSamples } from '../../domain/wav.ts'
import type { AudioPiece } from '../../domain/speakers.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import { meetings, speechChunks } from '../../infra/db/schema/mod.ts'
import type { RoomMicrophone } from './context.ts'
import { joinSounds } from './gather_speech.ts'
import type { OwnSound, SpeechChunk } from './gather_speech.ts'
import { gatheredPrefix, keptKey, speechKey } from './keys.ts'
import type { Microphone } from './keys.ts'

/** Stretches looked at in one go. */
const LEFT_MAX = 100

/** A stretch that was begun or stored, and not worked on so far. */
export interface LeftChunk {
  readonly microphone: RoomMicrophone
  readonly chunkId: string
  /** `gathering`: it lies in a file a segment. */
  readonly state: 'gathering' | 'waiting'
  readonly key: string
  readonly pieces: readonly AudioPiece[]
}

/** Stretches whose start is before a time, the oldest first: those of processes that ended, and those that others look after. Throws what the database throws. */
export async function leftChunks(db: Db, { beforeMs }: { readonly beforeMs: number }): Promise<LeftChunk[]> {
  const { meetingId, peerId, chunkId, state, kept, pieces, startMs } = speechChunks
  const rows = await db.select({ roomId: meetings.roomId, meetingId, peerId, chunkId, state, kept, pieces }).from(speechChunks)
    .innerJoin(meetings, eq(meetings.meetingId, meetingId))
    // As the index has it.
    .where(and(sql`${state} in ('gathering', 'waiting')`, lt(startMs, beforeMs))).orderBy(asc(startMs)).limit(LEFT_MAX)
  return rows.map(({ roomId, meetingId, peerId, chunkId, state, kept, pieces }) => {
    const microphone = { roomId, meetingId, peerId }
    return { microphone, chunkId, state: state === 'gathering' ? state : 'waiting', key: kept ? keptKey(microphone, chunkId) : speechKey(microphone, chunkId), pieces }
  })
}

/** What was stored of a stretch segment by segment, as it would be had it been ended here; null when there is nothing. Throws what the files' place throws. */
export async function joinLeft(blob: Pick<Blobs, 'list' | 'read'>, microphone: Microphone, chunkId: string): Promise<SpeechChunk | null> {
  const prefix = gatheredPrefix(microphone, chunkId)
  const sounds: OwnSound[] = []
  for await (const { key } of blob.list(prefix)) {
    const file = await blob.read(key)
    if (file) sounds.push({ startMs: Number(key.slice(prefix.length, -'.wav'.length)), sound: wavSamples(file) })
  }
  const chunk = joinSounds(sounds.sort((a, b) => a.startMs - b.startMs))
  return chunk && { ...chunk, chunkId }
}
