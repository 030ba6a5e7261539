import type { SegmentEvent } from '../../domain/audio.ts'
import type { Log } from '../../infra/log.ts'
import type { Segmenter } from '../../models/vad/segmenter.ts'
import { VAD_FRAME_MS } from '../../models/vad/vad.ts'
import type { VoiceActivityDetector } from '../../models/vad/vad.ts'
import type { Frame } from './speech_source.ts'

/** Audio that waits for a busy CPU; beyond it the oldest is dropped. */
const WAITING_MAX = Math.floor(10_000 / VAD_FRAME_MS)

export interface ListenerOptions {
  readonly detector: VoiceActivityDetector
  readonly segmenter: Segmenter
  readonly onEvent: (event: SegmentEvent) => void
  readonly log: Log
}

export interface Listener {
  push(frame: Frame): void
  /** True when nothing waits and nobody speaks. */
  readonly idle: boolean
  /** Frames dropped because detection fell behind, and frames that detection failed for. */
  readonly dropped: number
  readonly failed: number
  /** Hears what waits, ends an open utterance, closes the detector. Never rejects. */
  close(): Promise<void>
}

/** Frames → voice activity → segment events, one frame at a time. */
export function createListener({ detector, segmenter, onEvent, log }: ListenerOptions): Listener {
  const waiting: Frame[] = []
  let working: Promise<void> | null = null
  let closing: Promise<void> | null = null
  let dropped = 0
  let failed = 0
  /** Logged once when it starts and once when it is over. */
  let overflowing = false
  let failing = false

  const deliver = (events: readonly SegmentEvent[]) => {
    for (const event of events) {
      try {
        onEvent(event)
      } catch (error) {
        log.error('tap.listener_failed', { type: event.type, error })
      }
    }
  }

  /** A frame that cannot be judged counts as silence: an open utterance ends instead of hanging. */
  const judge = async (frame: Frame): Promise<number> => {
    try {
      if (frame.fresh) detector.reset()
      const probability = await detector.probability(frame.pcm)
      if (failing) log.info('tap.vad_recovered', { failed })
      failing = false
      return probability
    } catch (error) {
      failed++
      if (!failing) log.error('tap.vad_failed', { error })
      failing = true
      return 0
    }
  }

  const work = async () => {
    for (let frame = waiting.shift(); frame; frame = waiting.shift()) {
      const { pcm, startMs } = frame
      deliver(segmenter.push({ pcm, probability: await judge(frame), startMs }))
    }
    if (overflowing) log.warn('tap.caught_up', { dropped })
    overflowing = false
    working = null
  }

  const finish = async () => {
    await working
    deliver(segmenter.flush())
    await detector.close().catch((error: unknown) => log.error('tap.vad_failed', { error }))
  }

  return {
    push(frame) {
      if (closing) return
      waiting.push(frame)
      if (waiting.length > WAITING_MAX) {
        waiting.shift()
        dropped++
        if (!overflowing) log.warn('tap.behind', { waitingMs: WAITING_MAX * VAD_FRAME_MS })
        overflowing = true
      }
      working ??= work()
    },
    get idle() {
      return waiting.length === 0 && working === null && !segmenter.speaking
    },
    get dropped() {
      return dropped
    },
    get failed() {
      return failed
    },
    close() {
      closing ??= finish()
      return closing
    },
  }
}
