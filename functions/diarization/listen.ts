import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Participant, Room } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { MeetingOf } from '../transcripts/meeting_of.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import { CHUNK_MOST_MS, chunkIdOf, gatherSpeech, ownSound } from './gather_speech.ts'
import type { Gathering, OwnSound, SpeechChunk } from './gather_speech.ts'
import { beginChunk, failChunk, forgetChunk, keepChunk, keepSound, settledChunks } from './keep_chunk.ts'
import { joinLeft, leftChunks } from './left_chunks.ts'
import type { LeftChunk } from './left_chunks.ts'
import { tellState } from './tell_labels.ts'
import type { DiarizationWork, ReadyChunk } from './temporal_work.ts'

/** Segments that wait for database or files at most: what is more has captions without labels, and is counted in the log. */
const WAITING_MAX = 100
/** Chunks that nobody takes: half an hour of one microphone. */
const UNSENT_MAX = 60
/** Stretches that neither database nor files take are kept in memory: ten minutes of one microphone, 20 MB. */
const UNSTORED_MAX = 10
/** A chunk that was not worked on after so long: the page says so, and it is taken over if its process is gone. */
const LATE_MS = 120_000
/** How often it is asked what processes that are gone have left. */
const TAKE_OVER_EVERY_MS = 60_000

export interface ListenDeps extends DiarizationDeps {
  /** Null where nothing does long work. */
  readonly work: DiarizationWork | null
  readonly findParticipant: (who: { readonly roomId: string; readonly peerId: string }) => Promise<Participant>
  readonly findRoom: (roomId: string) => Promise<Room>
  readonly meetingOf: MeetingOf
  readonly limits: (tier: Tier) => TierLimits
}

/** Listens to shared microphones, and to no other. */
export interface Listening {
  /** Takes what the tap tells. Never throws, never waits. */
  take(event: SegmentEvent): void
  /** What time brings: speech that waited long enough goes on its way, what was not taken is offered again, and what is late is said. To be called every few seconds. */
  tend(): Promise<void>
  /** Hands over what waits, and resolves when that is done or cannot be done. */
  close(): Promise<void>
}

interface Ear {
  readonly roomId: string
  readonly peerId: string
  readonly gathering: Gathering
  /** Where the stretch that is gathered lies; null: it has no place yet, or is not to be stored. */
  begun: { readonly microphone: RoomMicrophone; readonly chunkId: string } | null
  /** What of it is in memory alone. */
  unkept: OwnSound[]
  /** Stretches that are complete and could not be stored so far. */
  readonly unstored: SpeechChunk[]
  /** Handed over or not, and not known to be worked on. */
  readonly waiting: Map<string, Sent>
  away: boolean
}

interface Sent {
  readonly microphone: RoomMicrophone
  readonly chunk: ReadyChunk
  readonly owner: { readonly accountId: string; readonly tier: Tier }
  readonly sinceMs: number
  handed: boolean
}

type OwnedRoom = Room & { readonly ownerId: string }

/** Where several people share a microphone and the room's plan includes it, speech is gathered, stored and handed to the work on it. */
export function createListening({ work, findParticipant, findRoom, meetingOf, limits, ...deps }: ListenDeps): Listening {
  const { log, now } = deps
  const ears = new Map<string, Ear>()
  const includes = (room: Room): room is OwnedRoom => room.ownerId !== null && limits(room.tier).proFeatures
  let waiting = 0
  let nextTakeOverMs = 0
  let turn: Promise<void> = Promise.resolve()

  const say = async (ear: Ear, away: boolean) => {
    if (ear.away === away) return
    ear.away = away
    await tellState(deps, ear, away)
  }
  const hand = async (ear: Ear, sent: Sent) => {
    try {
      if (!work) throw new DomainError('unavailable', 'Cannot tell apart who spoke: nothing does long work here')
      await work.hand(sent.microphone, sent.chunk, sent.owner)
      sent.handed = true
    } catch (error) {
      log.warn('speech-not-handed-over', { roomId: ear.roomId, peerId: ear.peerId, chunkId: sent.chunk.chunkId, error })
      await say(ear, true)
    }
  }
  /** Gives the stretch that is gathered a place; null where nothing is to be stored. */
  const begin = async ({ roomId, peerId, gathering: { sinceMs } }: Ear): Promise<Ear['begun']> => {
    const room = await findRoom(roomId)
    if (sinceMs === null || !includes(room)) return null
    const microphone = { roomId, peerId, ...(await meetingOf(roomId, sinceMs)) }
    return await beginChunk(deps, microphone, sinceMs) ? { microphone, chunkId: chunkIdOf(sinceMs) } : null
  }
  /** What was gathered is stored as it comes, for the process that goes on should this one end. */
  const keep = async (ear: Ear) => {
    try {
      ear.begun ??= await begin(ear)
      if (ear.begun) for (const own of ear.unkept) await keepSound(deps, ear.begun.microphone, ear.begun.chunkId, own)
      ear.unkept = []
    } catch (error) {
      log.warn('speech-not-kept', { roomId: ear.roomId, peerId: ear.peerId, error })
    }
  }
  const follow = async (ear: Ear, { microphone, chunk, room }: Pick<Sent, 'microphone' | 'chunk'> & { readonly room: OwnedRoom }) => {
    const sent: Sent = { microphone, chunk, owner: { accountId: room.ownerId, tier: room.tier }, sinceMs: now(), handed: false }
    ear.waiting.set(chunk.chunkId, sent)
    await hand(ear, sent)
  }
  const send = async (ear: Ear, speech: SpeechChunk, meeting?: { readonly meetingId: string }) => {
    const { roomId, peerId } = ear
    const room = await findRoom(roomId)
    const { meetingId } = meeting ?? await meetingOf(roomId, speech.startMs)
    const microphone = { roomId, meetingId, peerId }
    const { chunkId, pieces } = speech
    // The room may have another plan since.
    if (!includes(room)) return await forgetChunk(deps, microphone, chunkId)
    const stored = await keepChunk(deps, microphone, speech, { kept: room.keepsAudio === true })
    if (stored) await follow(ear, { microphone, chunk: { chunkId, key: stored.key, pieces }, room })
  }
  /** Stores what is complete, in order; what cannot be stored now is tried again. */
  const store = async (ear: Ear) => {
    const { roomId, peerId, unstored } = ear
    while (unstored.length > 0) {
      const [speech] = unstored
      try {
        await send(ear, speech!)
      } catch (error) {
        const gone = error instanceof DomainError && error.code === 'not-found'
        if (!gone && unstored.length <= UNSTORED_MAX) {
          log.warn('speech-not-stored', { roomId, peerId, stretches: unstored.length, error })
          return await say(ear, true)
        }
        log.error('speech-lost', { roomId, peerId, chunkId: speech!.chunkId, lengthMs: speech!.endMs - speech!.startMs, error })
      }
      unstored.shift()
    }
  }
  const end = async (ear: Ear, speech: SpeechChunk | null) => {
    if (!speech) return
    ear.unstored.push(speech)
    ;[ear.begun, ear.unkept] = [null, []]
    await store(ear)
  }
  const earAt = (roomId: string, peerId: string): Ear => {
    const key = `${roomId} ${peerId}`
    const ear = ears.get(key) ?? { roomId, peerId, gathering: gatherSpeech(), begun: null, unkept: [], unstored: [], waiting: new Map(), away: false }
    ears.set(key, ear)
    return ear
  }
  const listen = async (segment: SpeechSegment) => {
    const { roomId, peerId } = segment
    const known = ears.has(`${roomId} ${peerId}`)
    const shared = (await findParticipant({ roomId, peerId }).catch(orNobody))?.sharesMicrophone === true
    if (!shared && !known) return
    const ear = earAt(roomId, peerId)
    if (!work) {
      // Said once: it will not come.
      if (shared) await say(ear, true)
      return
    }
    if (!shared) return await end(ear, ear.gathering.take())
    const own = ownSound(segment)
    if (!own) return
    const speech = ear.gathering.add(own, segment)
    if (speech) return await end(ear, speech)
    ear.unkept.push(own)
    await keep(ear)
  }
  const inTurn = (step: () => Promise<void>, what: string) => {
    turn = turn.then(step).catch((error: unknown) => log.warn(what, { error }))
    return turn
  }
  const lookAfter = async (ear: Ear) => {
    const { gathering } = ear
    if (gathering.sinceMs !== null && now() - gathering.sinceMs >= CHUNK_MOST_MS) await end(ear, gathering.take())
    else await store(ear)
    for (const sent of [...ear.waiting.values()].filter(({ handed }) => !handed)) await hand(ear, sent)
    for (const [chunkId, sent] of [...ear.waiting].slice(0, Math.max(0, ear.waiting.size - UNSENT_MAX))) {
      ear.waiting.delete(chunkId)
      await failChunk(deps, sent.microphone, { chunkId, cause: 'unavailable' })
    }
    const meetings = new Set([...ear.waiting.values()].map(({ microphone }) => microphone.meetingId))
    for (const meetingId of meetings) {
      const own = [...ear.waiting].filter(([, { microphone }]) => microphone.meetingId === meetingId).map(([chunkId]) => chunkId)
      for (const chunkId of await settledChunks(deps, { meetingId, peerId: ear.peerId }, own)) ear.waiting.delete(chunkId)
    }
    const idle = ear.waiting.size === 0 && ear.unstored.length === 0
    // The books say it themselves when work goes on; here it is known that nothing is missing any more.
    if (idle && work) ear.away = false
    else if ([...ear.waiting.values()].some(({ sinceMs }) => now() - sinceMs >= LATE_MS)) await say(ear, true)
    if (idle && gathering.sinceMs === null && work) ears.delete(`${ear.roomId} ${ear.peerId}`)
  }
  const isOurs = ({ microphone: { roomId, peerId }, chunkId }: LeftChunk): boolean => {
    const ear = ears.get(`${roomId} ${peerId}`)
    return ear !== undefined && (ear.waiting.has(chunkId) || ear.begun?.chunkId === chunkId || ear.unstored.some((speech) => speech.chunkId === chunkId))
  }
  const takeOver = async ({ microphone, chunkId, state, key, pieces }: LeftChunk) => {
    const { roomId, peerId } = microphone
    const room = await findRoom(roomId).catch(orNobody)
    log.info('speech-taken-over', { roomId, peerId, chunkId, state })
    if (!room || !includes(room)) return await forgetChunk(deps, microphone, chunkId)
    if (state === 'waiting') return await follow(earAt(roomId, peerId), { microphone, chunk: { chunkId, key, pieces }, room })
    const speech = await joinLeft(deps.blob, microphone, chunkId)
    if (speech) await send(earAt(roomId, peerId), speech, microphone)
    else await failChunk(deps, microphone, { chunkId, cause: 'not-found' })
  }
  /** What a process left that was killed, here or elsewhere. What another one looks after may be handed over by both, which is once. */
  const takeOverLeft = async () => {
    if (!work || now() < nextTakeOverMs) return
    nextTakeOverMs = now() + TAKE_OVER_EVERY_MS
    for (const left of await leftChunks(deps.db, { beforeMs: now() - LATE_MS })) {
      if (!isOurs(left)) await inTurn(() => takeOver(left), 'speech-not-taken-over')
    }
  }

  return {
    take(event) {
      if (event.type !== 'segment' || event.segment.kind !== 'final') return
      const { segment } = event
      if (waiting >= WAITING_MAX) return log.warn('speech-not-gathered', { roomId: segment.roomId, peerId: segment.peerId, segmentId: segment.segmentId, waiting })
      waiting++
      void inTurn(() => listen(segment).finally(() => void waiting--), 'speech-not-gathered')
    },
    async tend() {
      // What was said until now is gathered first.
      await turn
      for (const ear of [...ears.values()]) await inTurn(() => lookAfter(ear), 'speech-not-tended')
      await takeOverLeft().catch((error: unknown) => log.warn('speech-not-taken-over', { error }))
    },
    async close() {
      await turn
      for (const ear of [...ears.values()]) {
        await inTurn(() => end(ear, ear.gathering.take()), 'speech-not-handed-over')
      }
      await turn
    },
  }
}

function orNobody(error: unknown): null {
  if (error instanceof DomainError && error.code === 'not-found') return null
  throw error
}
