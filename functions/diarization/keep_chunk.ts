import { and, asc, eq, inArray } from 'drizzle-orm'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { toWav } from '../../domain/wav.ts'
import { meetings, sharedMicrophones, speechChunks } from '../../infra/db/schema/mod.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import { chunkIdOf } from './gather_speech.ts'
import type { OwnSound, SpeechChunk } from './gather_speech.ts'
import { gatheredKey, gatheredPrefix, keptKey, speechKey, speechPrefix } from './keys.ts'
import type { Microphone } from './keys.ts'
import { labelAgain } from './record_turns.ts'
import type { SpeechOrder } from './tell_apart.ts'
import { tellState } from './tell_labels.ts'

/**
 * Begins a stretch, so that it is found if this process ends before the stretch is stored. False where somebody cancelled the work on this
 * microphone: nothing is to be stored. Throws what the database throws.
 */
export async function beginChunk({ db }: Pick<DiarizationDeps, 'db'>, microphone: Microphone, startMs: number): Promise<boolean> {
  if (await isStopped(db, microphone)) return false
  const { meetingId, peerId } = microphone
  await db.insert(speechChunks).values({ meetingId, peerId, chunkId: chunkIdOf(startMs), startMs, endMs: startMs, state: 'gathering', kept: false, pieces: [] }).onConflictDoNothing()
  return true
}

/** Stores a segment of a stretch that was begun. Throws what the files' place throws. */
export async function keepSound({ blob }: Pick<DiarizationDeps, 'blob'>, microphone: Microphone, chunkId: string, { startMs, sound }: OwnSound): Promise<void> {
  await blob.put(gatheredKey(microphone, chunkId, startMs), toWav([sound], { rateHz: SPEECH_RATE }))
}

/**
 * Stores a stretch of speech that is to be worked on. Null where somebody cancelled the work on this microphone: nothing is stored.
 * Throws what the database and the files' place throw.
 */
export async function keepChunk(deps: Pick<DiarizationDeps, 'db' | 'blob'>, microphone: Microphone, { chunkId, sound, pieces, startMs, endMs }: SpeechChunk, { kept }: { readonly kept: boolean }): Promise<{ readonly key: string } | null> {
  const { db, blob } = deps
  const { meetingId, peerId } = microphone
  if (await isStopped(db, microphone)) {
    await forgetChunk(deps, microphone, chunkId)
    return null
  }
  const key = kept ? keptKey(microphone, chunkId) : speechKey(microphone, chunkId)
  await blob.put(key, toWav(sound, { rateHz: SPEECH_RATE }))
  const stored = { startMs, endMs, state: 'waiting' as const, kept, pieces }
  await db.insert(speechChunks).values({ meetingId, peerId, chunkId, ...stored })
    .onConflictDoUpdate({ target: [speechChunks.meetingId, speechChunks.peerId, speechChunks.chunkId], set: stored, setWhere: eq(speechChunks.state, 'gathering') })
  await blob.deletePrefix(gatheredPrefix(microphone, chunkId))
  return { key }
}

/** A stretch that is not to be worked on leaves nothing but what the owner keeps. */
export async function forgetChunk({ db, blob }: Pick<DiarizationDeps, 'db' | 'blob'>, microphone: Microphone, chunkId: string): Promise<void> {
  await dropChunk({ blob }, microphone, chunkId)
  await db.delete(speechChunks).where(and(ofMicrophone(microphone), eq(speechChunks.chunkId, chunkId), inArray(speechChunks.state, ['gathering', 'waiting'])))
}

async function isStopped(db: DiarizationDeps['db'], { meetingId, peerId }: Microphone): Promise<boolean> {
  const [state] = await db.insert(sharedMicrophones).values({ meetingId, peerId }).onConflictDoUpdate({ target: [sharedMicrophones.meetingId, sharedMicrophones.peerId], set: { peerId } })
    .returning({ stopped: sharedMicrophones.stopped })
  return state?.stopped === true
}

/** Which of these are worked on, well or not. */
export async function settledChunks({ db }: Pick<DiarizationDeps, 'db'>, { meetingId, peerId }: Microphone, chunkIds: readonly string[]): Promise<string[]> {
  if (chunkIds.length === 0) return []
  const rows = await db.select({ chunkId: speechChunks.chunkId }).from(speechChunks)
    .where(and(ofMicrophone({ meetingId, peerId }), inArray(speechChunks.chunkId, [...chunkIds]), inArray(speechChunks.state, ['done', 'failed'])))
  return rows.map(({ chunkId }) => chunkId)
}

/** Work on a microphone begins, perhaps again after somebody cancelled it. `gone`: the meeting was erased. */
export async function beginMicrophone({ db }: Pick<DiarizationDeps, 'db'>, { meetingId, peerId }: Microphone): Promise<'here' | 'gone'> {
  const [meeting] = await db.select({ meetingId: meetings.meetingId }).from(meetings).where(eq(meetings.meetingId, meetingId))
  if (!meeting) return 'gone'
  await db.insert(sharedMicrophones).values({ meetingId, peerId, stopped: false })
    .onConflictDoUpdate({ target: [sharedMicrophones.meetingId, sharedMicrophones.peerId], set: { stopped: false } })
  return 'here'
}

/** A chunk's audio goes when it was worked on, well or not, unless it is kept. */
export async function dropChunk({ blob }: Pick<DiarizationDeps, 'blob'>, microphone: Microphone, chunkId: string): Promise<void> {
  await blob.delete(speechKey(microphone, chunkId))
  await blob.deletePrefix(gatheredPrefix(microphone, chunkId))
}

/** A chunk could not be worked on: its captions stay without labels, and the room is told. */
export async function failChunk(deps: DiarizationDeps, microphone: RoomMicrophone, { chunkId, cause }: { readonly chunkId: string; readonly cause: string }): Promise<void> {
  const { db, log } = deps
  const { meetingId, peerId } = microphone
  await db.update(speechChunks).set({ state: 'failed', cause }).where(and(ofMicrophone(microphone), eq(speechChunks.chunkId, chunkId)))
  await dropChunk(deps, microphone, chunkId)
  log.warn('speakers-not-told-apart', { meetingId, peerId, chunkId, cause })
  await tellState(deps, microphone, true)
}

/** How it stands with the meeting of a microphone: whether it is over, or erased, and the audio of all of it where that is kept. */
export async function meetingState({ db }: Pick<DiarizationDeps, 'db'>, microphone: Microphone): Promise<{ readonly over: boolean; readonly audio: SpeechOrder['audio'] }> {
  const [meeting] = await db.select({ endedAt: meetings.endedAt }).from(meetings).where(eq(meetings.meetingId, microphone.meetingId))
  if (!meeting) return { over: true, audio: [] }
  if (!meeting.endedAt) return { over: false, audio: [] }
  const chunks = await db.select({ chunkId: speechChunks.chunkId, kept: speechChunks.kept, pieces: speechChunks.pieces }).from(speechChunks).where(ofMicrophone(microphone)).orderBy(asc(speechChunks.startMs))
  // A pass over a part of the meeting would take the labels of the rest away.
  const whole = chunks.length > 1 && chunks.every(({ kept }) => kept)
  return { over: true, audio: whole ? chunks.map(({ chunkId, pieces }) => ({ key: keptKey(microphone, chunkId), pieces })) : [] }
}

/** The meeting is over: captions that came late get their labels, and how people sound is forgotten. */
export async function endMicrophone(deps: DiarizationDeps, microphone: RoomMicrophone): Promise<void> {
  await labelAgain(deps, microphone)
  await deps.blob.deletePrefix(speechPrefix(microphone))
}

/** Somebody cancelled the work: what waits for it goes, and nothing more comes. */
export async function stopMicrophone(deps: DiarizationDeps, microphone: RoomMicrophone): Promise<void> {
  const { meetingId, peerId } = microphone
  await deps.db.update(sharedMicrophones).set({ stopped: true }).where(and(eq(sharedMicrophones.meetingId, meetingId), eq(sharedMicrophones.peerId, peerId)))
  await deps.db.update(speechChunks).set({ state: 'failed', cause: 'cancelled' }).where(and(ofMicrophone(microphone), inArray(speechChunks.state, ['gathering', 'waiting'])))
  await deps.blob.deletePrefix(speechPrefix(microphone))
  await tellState(deps, microphone, true)
}

function ofMicrophone({ meetingId, peerId }: Microphone) {
  return and(eq(speechChunks.meetingId, meetingId), eq(speechChunks.peerId, peerId))
}
