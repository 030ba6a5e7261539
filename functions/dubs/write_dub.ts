import { and, eq, inArray } from 'drizzle-orm'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { Dub, DubAudio, DubCause } from '../../domain/dub.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { wavMs } from '../../domain/wav.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { audioKey, toDub } from './_rows.ts'
import type { DubRow } from './_rows.ts'
import type { DubsDeps } from './context.ts'

/** What is said of a dub. `engine` is of the recording that stands. */
export type DubChange =
  | { readonly state: 'working' }
  /** The quick voice is there while the clone is made. */
  | { readonly quickMs: number }
  | { readonly state: 'ready'; readonly durationMs: number; readonly engine: string; readonly voiceId: string }
  | { readonly state: 'quick' | 'failed'; readonly cause: DubCause }

export type WriteDubDeps = Pick<DubsDeps, 'db' | 'bus' | 'cloner' | 'metrics' | 'now' | 'log'>

/** The dub as it stands; null when it was erased. */
export async function findDub(db: Db, dubId: string): Promise<DubRow | null> {
  return await db.query.dubs.findFirst({ where: eq(dubs.dubId, dubId) }) ?? null
}

/**
 * Changes a dub that is not settled, once whoever tries, and tells the room how it stands; one that is settled is told again, for pages that missed
 * it. Null when it was erased meanwhile. Throws what database and bus throw.
 */
export async function changeDub({ db, bus, cloner, metrics, now, log }: WriteDubDeps, dubId: string, change: DubChange): Promise<Dub | null> {
  const settles = 'state' in change && change.state !== 'working'
  const [changed] = await db.update(dubs).set({ ...change, ...(settles ? { finishedAt: new Date(now()) } : {}) })
    .where(and(eq(dubs.dubId, dubId), inArray(dubs.state, ['queued', 'working']))).returning()
  const row = changed ?? await findDub(db, dubId)
  if (!row) return null
  const dub = toDub(row)
  if (changed && settles) {
    const { state, cause, language } = dub
    const tookMs = now() - row.requestedAt.getTime()
    const engine = row.engine ?? cloner?.engine ?? null
    metrics.count('clones', { engine: toLabel(engine), state: change.state, cause: cause ?? 'none' })
    if (state === 'ready') metrics.observe('cloneLag', {}, tookMs / 1000)
    log.info('dub', { dubId, captionId: dub.captionId, roomId: dub.roomId, language, state, cause, engine, tookMs, outcome: state })
  }
  await publishDub(bus, dub)
  return dub
}

/** Tells a room how a dub stands. */
export async function publishDub(bus: Pick<Bus<RoomEvent>, 'publish'>, dub: Dub): Promise<void> {
  const event: RoomEvent = { type: 'dub', dub }
  await bus.publish(roomTopic(dub.roomId), event, { durable: isDurable(event) })
}

/** A recording as a WAV file goes to its place. @returns its length, ms */
export async function storeAudio({ blob }: Pick<DubsDeps, 'blob'>, dub: Pick<Dub, 'meetingId' | 'dubId'>, { audio, wav, signal }: { audio: DubAudio; wav: Uint8Array; signal: AbortSignal }): Promise<number> {
  await blob.put(audioKey(dub, audio), wav, { signal })
  return wavMs(wav, { rateHz: DUB_RATE_HZ })
}

/** Takes a recording away again whose dub was erased while it was made. */
export async function dropAudio({ blob }: Pick<DubsDeps, 'blob'>, dub: Pick<Dub, 'meetingId' | 'dubId'>, audio: DubAudio): Promise<void> {
  await blob.delete(audioKey(dub, audio))
}

/** Engines that the metrics know by name. */
function toLabel(engine: string | null): 'xtts' | 'pocket' | 'other' | 'none' {
  if (engine === null) return 'none'
  return engine === 'xtts' || engine === 'pocket' ? engine : 'other'
}
