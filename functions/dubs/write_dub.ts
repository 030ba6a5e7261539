import { and, eq, inArray } from 'drizzle-orm'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { Dub, DubAudio, DubCause } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import { toWav } from '../../domain/wav.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { audioKey, toDub } from './_rows.ts'
import type { DubRow } from './_rows.ts'

export interface WriteDubDeps {
  readonly db: Db
  readonly blob: Pick<Blobs, 'put' | 'delete'>
  readonly bus: Pick<Bus<RoomEvent>, 'publish'>
  readonly now: () => number
}

/** What is said of a dub: `engine` is of the recording that stands. */
export type DubChange =
  | { readonly state: 'working' }
  /** The quick voice is there while the clone is made. */
  | { readonly quickMs: number }
  | { readonly state: 'ready'; readonly durationMs: number; readonly engine: string }
  | { readonly state: 'quick' | 'failed'; readonly cause: DubCause; readonly engine: string | null }

export interface WrittenDub {
  readonly dub: Dub
  /** False when it was settled before: nothing changed. */
  readonly changed: boolean
}

/**
 * Changes a dub that is not settled, and tells the room how it stands; told again when it was settled before, so that a page that missed it
 * hears. Null when it was erased meanwhile. Throws what database and bus throw.
 */
export async function changeDub({ db, bus, now }: WriteDubDeps, dubId: string, change: DubChange): Promise<WrittenDub | null> {
  const settles = 'state' in change && change.state !== 'working'
  const [changed] = await db.update(dubs).set({ ...change, ...(settles ? { finishedAt: new Date(now()) } : {}) })
    .where(and(eq(dubs.dubId, dubId), inArray(dubs.state, ['queued', 'working']))).returning()
  const row = changed ?? await db.query.dubs.findFirst({ where: eq(dubs.dubId, dubId) })
  if (!row) return null
  await publishDub(bus, toDub(row))
  return { dub: toDub(row), changed: changed !== undefined }
}

/** Tells a room how a dub stands. */
export async function publishDub(bus: Pick<Bus<RoomEvent>, 'publish'>, dub: Dub): Promise<void> {
  const event: RoomEvent = { type: 'dub', dub }
  await bus.publish(roomTopic(dub.roomId), event, { durable: isDurable(event) })
}

/** Stores a recording, PCM 16 bit 24 kHz mono, as WAV. @returns its length, ms */
export async function storeAudio({ blob }: Pick<WriteDubDeps, 'blob'>, dub: Pick<Dub, 'meetingId' | 'dubId'>, { audio, pieces, signal }: { audio: DubAudio; pieces: readonly Int16Array[]; signal: AbortSignal }): Promise<number> {
  await blob.put(audioKey(dub, audio), toWav(pieces, { rateHz: DUB_RATE_HZ }), { signal })
  return Math.round((pieces.reduce((sum, { length }) => sum + length, 0) * 1000) / DUB_RATE_HZ)
}

/** Takes a recording away again whose row went while it was written. */
export async function dropAudio({ blob }: Pick<WriteDubDeps, 'blob'>, dub: Pick<Dub, 'meetingId' | 'dubId'>, audio: DubAudio): Promise<void> {
  await blob.delete(audioKey(dub, audio))
}

/** The dub as it stands; null when it was erased. */
export async function findDub(db: Db, dubId: string): Promise<DubRow | null> {
  return await db.query.dubs.findFirst({ where: eq(dubs.dubId, dubId) }) ?? null
}
