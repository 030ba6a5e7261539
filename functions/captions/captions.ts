import type { SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Log } from '../../infra/log.ts'
import type { QueueItem, WorkQueue } from '../../infra/queue/queue.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Recorder } from '../transcripts/recorder.ts'
import { captionSegment } from './caption_segment.ts'
import { createKeepingUp } from './keeping_up.ts'
import { createPace } from './pace.ts'
import { createSpeakers } from './speaker.ts'
import { spokenLanguage } from './spoken_language.ts'

export interface CaptionsDeps {
  readonly queue: WorkQueue<SegmentEvent>
  readonly recogniser: Recogniser
  readonly translator: Translator
  readonly rooms: Pick<Rooms, 'readers' | 'participant'>
  readonly bus: Bus<RoomEvent>
  /** Keeps final captions for the transcript; left out, nothing is kept. */
  readonly recorder?: Pick<Recorder, 'record'>
  readonly log: Log
  /** Participants whose segments are at work at once. */
  readonly concurrency?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** Segments in, captions in each language that someone reads out on the bus. */
export interface Captions {
  accept(event: SegmentEvent): Promise<void>
  close(): Promise<void>
}

export function createCaptions({ queue, recogniser, translator, rooms, bus, recorder, log, concurrency = 2, now = Date.now }: CaptionsDeps): Captions {
  const publish = (roomId: string, event: RoomEvent) => bus.publish(roomTopic(roomId), event, { durable: isDurable(event) })
  const record = async (line: RecordedLine) => recorder?.record(line)
  const keepingUp = createKeepingUp({ publish, log, now })
  const pace = createPace({ now })
  const speakers = createSpeakers({ recogniser, now })
  const stopListening = queue.onShed(({ value }) => keepingUp.shed(value))

  const worker = queue.work(
    async (event, { signal, queuedMs, attempt }) => {
      if (event.type === 'withdrawn') {
        await publish(event.roomId, { type: 'caption-withdrawn', captionId: event.utteranceId, peerId: event.peerId })
        return
      }
      // What the pause and the end say is awaited; what is replaced within a second is not.
      const passing = event.segment.kind === 'interim' && !event.segment.atPause
      if (passing && !pace.isDue(event.segment.peerId)) return keepingUp.shed(event)
      const segment = { ...event.segment, language: await spokenLanguage(rooms, event.segment) }
      const outcome = await captionSegment({ speakers, translator, rooms, publish, record, now }, segment, { signal })
      if (passing) pace.took(segment.peerId, outcome.transcribeMs)
      if (segment.kind === 'final') await keepingUp.finished(segment.roomId, now() - segment.endMs)
      const { roomId, peerId, segmentId, kind } = segment
      log.info('segment', { roomId, peerId, segmentId, kind, queuedMs, attempt, behindMs: now() - segment.endMs, ...outcome })
    },
    { concurrency, onFailed: ({ value }, error) => keepingUp.lost(value, error) },
  )

  return {
    async accept(event) {
      await queue.push(toItem(event))
    },
    async close() {
      await worker.close()
      stopListening()
    },
  }
}

/**
 * Final segments and withdrawals are never shed; a waiting interim one gives way to anything newer of its utterance. One
 * at work gives way to the pause, whose words the final caption takes over, so that nothing stands in the way of those.
 */
function toItem(event: SegmentEvent): QueueItem<SegmentEvent> {
  if (event.type === 'withdrawn') {
    const { utteranceId, peerId } = event
    return { id: `${utteranceId}:withdrawn`, lane: peerId, priority: 0, sheddable: false, supersedes: utteranceId, precedence: 1, value: event }
  }
  const { segmentId, peerId, utteranceId, kind, atPause } = event.segment
  return { id: segmentId, lane: peerId, priority: 0, sheddable: kind === 'interim', supersedes: utteranceId, precedence: kind === 'final' || atPause ? 1 : 0, value: event }
}
