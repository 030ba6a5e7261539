import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Participant, Room } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { MeetingOf } from '../transcripts/meeting_of.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import { CHUNK_MOST_MS, gatherSpeech } from './gather_speech.ts'
import type { Gathering, SpeechChunk } from './gather_speech.ts'
import { failChunk, keepChunk, settledChunks } from './keep_chunk.ts'
import { tellState } from './tell_labels.ts'
import type { DiarizationWork, ReadyChunk } from './temporal_work.ts'

/** Segments that wait for database or files at most: what is more has captions without labels. */
const WAITING_MAX = 100
/** Chunks that nobody takes: half an hour of one microphone. */
const UNSENT_MAX = 60
/** A chunk that was not worked on after so long: the page says so. */
const LATE_MS = 120_000

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

/** Where several people share a microphone and the room's plan includes it, speech is gathered, stored and handed to the work on it. */
export function createListening({ work, findParticipant, findRoom, meetingOf, limits, ...deps }: ListenDeps): Listening {
  const { log, now } = deps
  const ears = new Map<string, Ear>()
  let waiting = 0
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
  const send = async (ear: Ear, speech: SpeechChunk) => {
    const { roomId, peerId } = ear
    const room = await findRoom(roomId)
    // The room may have another plan since.
    if (!limits(room.tier).proFeatures || room.ownerId === null) return
    const { meetingId } = await meetingOf(roomId, speech.startMs)
    const microphone = { roomId, meetingId, peerId }
    const stored = await keepChunk(deps, microphone, speech, { kept: room.keepsAudio === true })
    if (!stored) return
    const { chunkId, pieces } = speech
    const sent: Sent = { microphone, chunk: { chunkId, key: stored.key, pieces }, owner: { accountId: room.ownerId, tier: room.tier }, sinceMs: now(), handed: false }
    ear.waiting.set(chunkId, sent)
    await hand(ear, sent)
  }
  const listen = async (segment: SpeechSegment) => {
    const { roomId, peerId } = segment
    const key = `${roomId} ${peerId}`
    const shared = (await findParticipant({ roomId, peerId }).catch(orNobody))?.sharesMicrophone === true
    const known = ears.get(key)
    if (!shared && !known) return
    const ear = known ?? { roomId, peerId, gathering: gatherSpeech(), waiting: new Map(), away: false }
    ears.set(key, ear)
    if (!work) {
      // Said once: it will not come.
      if (shared) await say(ear, true)
      return
    }
    const speech = shared ? ear.gathering.add(segment) : ear.gathering.take()
    if (speech) await send(ear, speech)
  }
  const inTurn = (step: () => Promise<void>, what: string) => {
    turn = turn.then(step).catch((error: unknown) => log.warn(what, { error }))
    return turn
  }
  const lookAfter = async (ear: Ear) => {
    const { gathering } = ear
    if (gathering.sinceMs !== null && now() - gathering.sinceMs >= CHUNK_MOST_MS) await send(ear, gathering.take()!)
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
    // The books say it themselves when work goes on; here it is known that nothing is missing any more.
    if (ear.waiting.size === 0 && work) ear.away = false
    else if ([...ear.waiting.values()].some(({ sinceMs }) => now() - sinceMs >= LATE_MS)) await say(ear, true)
    if (ear.waiting.size === 0 && gathering.sinceMs === null && work) ears.delete(`${ear.roomId} ${ear.peerId}`)
  }

  return {
    take(event) {
      if (event.type !== 'segment' || event.segment.kind !== 'final' || waiting >= WAITING_MAX) return
      const { segment } = event
      waiting++
      void inTurn(() => listen(segment).finally(() => void waiting--), 'speech-not-gathered')
    },
    async tend() {
      // What was said until now is gathered first.
      await turn
      for (const ear of [...ears.values()]) await inTurn(() => lookAfter(ear), 'speech-not-tended')
    },
    async close() {
      await turn
      for (const ear of [...ears.values()]) {
        await inTurn(async () => {
          const speech = ear.gathering.take()
          if (speech) await send(ear, speech)
        }, 'speech-not-handed-over')
      }
      await turn
    },
  }
}

function orNobody(error: unknown): null {
  if (error instanceof DomainError && error.code === 'not-found') return null
  throw error
}
