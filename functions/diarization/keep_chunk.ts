import { and, asc, eq, inArray } from 'drizzle-orm'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { toWav } from '../../domain/wav.ts'
import { meetings, sharedMicrophones, speechChunks } from '../../infra/db/schema/mod.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import type { SpeechChunk } from './gather_speech.ts'
import { keptKey, speechKey, speechPrefix } from './keys.ts'
import type { Microphone } from './keys.ts'
import { labelAgain } from './record_turns.ts'
import type { SpeechOrder } from './tell_apart.ts'
import { tellState } from './tell_labels.ts'

/**
 * Stores a stretch of speech that is to be worked on. Null where somebody cancelled the work on this microphone: nothing is stored.
 * Throws what the database and the files' place throw.
 */
export async function keepChunk({ db, blob }: DiarizationDeps, microphone: Microphone, { chunkId, sound, pieces, startMs, endMs }: SpeechChunk, { kept }: { readonly kept: boolean }): Promise<{ readonly key: string } | null> {
  const { meetingId, peerId } = microphone
  const [state] = await db.insert(sharedMicrophones).values({ meetingId, peerId }).onConflictDoUpdate({ target: [sharedMicrophones.meetingId, sharedMicrophones.peerId], set: { peerId } })
    .returning({ stopped: sharedMicrophones.stopped })
  if (state?.stopped) return null
  const key = kept ? keptKey(microphone, chunkId) : speechKey(microphone, chunkId)
  await blob.put(key, toWav(sound, { rateHz: SPEECH_RATE }))
  await db.insert(speechChunks).values({ meetingId, peerId, chunkId, startMs, endMs, state: 'waiting', kept, pieces }).onConflictDoNothing()
  return { key }
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
  await deps.blob.deletePrefix(speechPrefix(microphone))
  await tellState(deps, microphone, true)
}

function ofMicrophone({ meetingId, peerId }: Microphone) {
  return and(eq(speechChunks.meetingId, meetingId), eq(speechChunks.peerId, peerId))
}
