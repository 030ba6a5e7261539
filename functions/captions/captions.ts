import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Log } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { WorkContext, WorkQueue } from '../../infra/queue/queue.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { RoomContext } from '../context/room_context.ts'
import type { DubRequests } from '../dubs/dub_requests.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Recorder } from '../transcripts/recorder.ts'
import { createAdmission } from './admission.ts'
import { captionSegment } from './caption_segment.ts'
import { createKeepingUp } from './keeping_up.ts'
import { createMeasure } from './measure.ts'
import { createPace } from './pace.ts'
import type { LeftOut } from './pace.ts'
import { createRoomPriority } from './room_priority.ts'
import { createSpeakerMemory } from './speaker_memory.ts'
import { createSpeakers } from './speaker.ts'
import { speakingNow } from './spoken_language.ts'
import { toItem } from './to_item.ts'
import { createInterimTranslations } from './translate_interim.ts'

export interface CaptionsDeps {
  readonly queue: WorkQueue<SegmentEvent>
  readonly recogniser: Recogniser
  readonly translator: Translator
  /** `find` is for a process that accepts segments: paid rooms go first. */
  readonly rooms: Pick<Rooms, 'readers' | 'participant'> & Partial<Pick<Rooms, 'find'>>
  readonly bus: Bus<RoomEvent>
  /** Keeps final captions for the transcript; left out, nothing is kept. */
  readonly recorder?: Pick<Recorder, 'record'>
  /** What the room's vocabulary and documents know; left out, nothing. Whoever gives it closes it. */
  readonly context?: Pick<RoomContext, 'open'>
  /** Has final captions said in their speakers' own voices, for who hears them so; left out, nobody does. */
  readonly dubs?: Pick<DubRequests, 'request'>
  /** Shares what is known of speakers with other processes that work on the queue. */
  readonly cache?: Cache | null
  readonly metrics?: Metrics
  readonly log: Log
  /** Participants whose segments are at work at once in this process; 0: other processes work. */
  readonly concurrency?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** Segments in, captions in each language that someone reads out on the bus. */
export interface Captions {
  accept(event: SegmentEvent): Promise<void>
  close(): Promise<void>
}

/** Notes of interim segments: why one was left out because the machine is busy, or that it was not. */
const LEFT_OUT: ReadonlySet<string> = new Set<LeftOut>(['paused', 'slowed', 'rested'])
const isLeftOut = (note: string): note is LeftOut => LEFT_OUT.has(note)
const SHOWN = 'shown'
/** Note of a final segment that was worked on while interim text is paused. */
const WHILE_PAUSED = 'while-paused'

export function createCaptions({ queue, recogniser, translator, rooms, bus, recorder, context, dubs, cache = null, metrics = noMetrics, log, concurrency = 2, now = Date.now }: CaptionsDeps): Captions {
  const publish = (roomId: string, event: RoomEvent) => bus.publish(roomTopic(roomId), event, { durable: isDurable(event) })
  const record = async (line: RecordedLine) => recorder?.record(line)
  const keepingUp = createKeepingUp({ publish, log, now })
  const pace = createPace({ now })
  const measure = createMeasure(metrics)
  const admission = createAdmission({
    now, concurrency, onChange: (everyMs, measured) => log.info('interim-captions', { everyMs, ...measured }),
  })
  const speakers = createSpeakers({ recogniser, memory: createSpeakerMemory({ cache, log, now }) })
  const interims = createInterimTranslations({ translator, now })
  /** Segments at work here whose words stay, or most likely do. */
  let lasting = 0
  const { find } = rooms
  const priority = find ? createRoomPriority({ rooms: { find }, now, log }) : () => 0

  const work = async (event: SegmentEvent, { signal, queuedMs, attempt }: WorkContext) => {
    if (event.type === 'withdrawn') {
      interims.forget(event.utteranceId)
      await publish(event.roomId, { type: 'caption-withdrawn', captionId: event.utteranceId, peerId: event.peerId })
      return
    }
    // What the pause and the end say is awaited; what is replaced within a second is not.
    const passing = event.segment.kind === 'interim' && !event.segment.atPause
    const everyMs = admission.interimEvery()
    const leftOut = passing ? pace.leavesOut(event.segment.peerId, everyMs) : null
    if (leftOut) return leftOut
    // A pause that speech goes on after was decoded for nothing, which a machine that is behind cannot bear.
    if (event.segment.kind === 'interim' && everyMs === null) return 'paused'
    const end = admission.begin({ lasting: !passing, queuedMs })
    lasting += passing ? 0 : 1
    try {
      await caption(event.segment, { signal, queuedMs, attempt, passing })
      return event.segment.kind === 'interim' ? SHOWN : everyMs === null ? WHILE_PAUSED : undefined
    } finally {
      lasting -= passing ? 0 : 1
      end()
    }
  }
  const caption = async (heard: SpeechSegment, { passing, signal, queuedMs, attempt }: WorkContext & { readonly passing: boolean }) => {
    const segment = { ...heard, ...(await speakingNow(rooms, heard)) }
    const publishing = async (roomId: string, told: RoomEvent) => {
      const began = now()
      await publish(roomId, told)
      measure.published(heard.kind, now() - began)
    }
    const deps = { speakers, translator, interims, spare: () => lasting === 0, rooms, publish: publishing, record, ...(context ? { context } : {}), ...(dubs ? { dub: dubs.request } : {}), now }
    const outcome = await captionSegment(deps, segment, { signal })
    if (passing) pace.took(segment.peerId, outcome.transcribeMs + outcome.translateMs)
    const { roomId, peerId, segmentId, utteranceId: captionId, kind, endMs } = segment
    const behindMs = now() - endMs
    measure.worked({ kind, queuedMs, behindMs, ...outcome })
    log.info('segment', { roomId, peerId, segmentId, captionId, kind, endMs, queuedMs, attempt, behindMs, ...outcome })
  }
  const shed = (event: SegmentEvent, why: LeftOut | null) => {
    measure.shed(event, why)
    keepingUp.shed(event, why)
  }
  // Readers are told by the process that took the segment in, whichever worked on it: it alone sees all of them.
  const stopListening = [
    queue.onShed(({ value }) => shed(value, null)),
    queue.onSettled(({ value }, { error, note }) => {
      if (error !== null) {
        measure.failed(value)
        keepingUp.lost(value, error)
      } else if (isLeftOut(note)) shed(value, note)
      else if (note === SHOWN) keepingUp.shown(value)
      else keepingUp.finished(value, { paused: note === WHILE_PAUSED })
    }),
  ]
  const stopWatching = metrics.watch({
    queueItems: async () => {
      const { waiting, running } = await queue.stats()
      return [{ state: 'waiting', value: waiting }, { state: 'running', value: running }]
    },
    queueOldest: async () => [{ value: (await queue.stats()).oldestMs / 1000 }],
    ...(concurrency > 0 && {
      headroom: () => [{ value: admission.headroom() }],
      interimEvery: () => [{ value: (admission.interimEvery() ?? 0) / 1000 }],
    }),
  })
  const worker = concurrency > 0 ? queue.work(work, { concurrency }) : null

  return {
    async accept(event) {
      if (event.type === 'segment' && event.segment.kind === 'final') {
        const { roomId, peerId, segmentId, utteranceId } = event.segment
        log.debug('segment-queued', { roomId, peerId, segmentId, captionId: utteranceId })
      }
      const { roomId } = event.type === 'segment' ? event.segment : event
      measure.came(event)
      await queue.push(toItem(event, { priority: priority(roomId) }))
    },
    async close() {
      await worker?.close()
      for (const stop of [...stopListening, stopWatching]) stop()
    },
  }
}
