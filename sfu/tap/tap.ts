import type { Producer, Router } from 'mediasoup/types'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import type { Participant } from '../../domain/room.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import { createSegmenter } from '../../models/vad/segmenter.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import { createListener } from './listener.ts'
import { createOpusStream } from './opus_stream.ts'
import { createSpeechSource } from './speech_source.ts'
import type { SourceStats } from './speech_source.ts'

const TICK_MS = 40

export interface TapOptions {
  readonly vad: VoiceActivityModel
  readonly onEvent: (event: SegmentEvent) => void
  /** Silence that ends an utterance, ms. */
  readonly endpointSilenceMs: number
  /** What the participant speaks now, or null to detect; asked for each segment. */
  readonly languageOf: (participant: Participant) => Language | null
  readonly log: Log
  readonly clock: Clock
}

export interface TapStats extends SourceStats {
  readonly droppedFrames: number
  readonly failedFrames: number
}

export interface Attached {
  stats(): TapStats
  /** Ends an open utterance as final and lets go of the producer. Resolves when all events are out; never rejects. */
  close(): Promise<void>
}

export interface Tap {
  /** Listens to a microphone until its producer, or what this returns, is closed. Throws what mediasoup throws. */
  attach(
    input: { readonly router: Router; readonly producer: Producer; readonly participant: Participant },
  ): Promise<Attached>
  /** Microphones that it listens to now. */
  readonly attached: number
}

/** The server's ear: one DirectTransport a microphone, whose RTP becomes segments of speech. */
export function createTap({ vad, onEvent, endpointSilenceMs, languageOf, log: parentLog, clock }: TapOptions): Tap {
  let listening = 0
  return {
    get attached() {
      return listening
    },
    async attach({ router, producer, participant }) {
      const { roomId, peerId, name: speakerName } = participant
      const log = parentLog.with({ roomId, peerId })
      const opus = await createOpusStream()
      const transport = await router.createDirectTransport().catch((error: unknown) => {
        opus.close()
        throw error
      })
      const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities })
        .catch((error: unknown) => {
          opus.close()
          transport.close()
          throw error
        })
      const segmenter = createSegmenter({
        roomId,
        peerId,
        speakerName,
        language: () => languageOf(participant),
        endpointSilenceMs,
      })
      const listener = createListener({ detector: vad.open(), segmenter, onEvent, log })
      const source = createSpeechSource({ opus, emit: (frame) => listener.push(frame), idle: () => listener.idle })
      source.mute(consumer.producerPaused)
      listening++

      let callOff: (() => void) | null = null
      let closing: Promise<void> | null = null
      const tick = () => {
        callOff = null
        if (source.tick(clock.now())) schedule()
      }
      const schedule = () => {
        callOff ??= clock.after(TICK_MS, tick)
      }
      const stats = (): TapStats => ({
        ...source.stats(),
        droppedFrames: listener.dropped,
        failedFrames: listener.failed,
      })
      const finish = async () => {
        callOff?.()
        transport.close()
        source.flush()
        opus.close()
        listening--
        await listener.close()
        log.info('tap.closed', { producerId: producer.id, ...stats() })
      }
      const close = () => {
        closing ??= finish()
        return closing
      }

      consumer.on('rtp', (bytes) => {
        if (closing) return
        source.receive(bytes, clock.now())
        schedule()
      })
      consumer.on('producerpause', () => source.mute(true))
      consumer.on('producerresume', () => source.mute(false))
      consumer.on('producerclose', () => void close())
      consumer.on('transportclose', () => void close())
      if (consumer.closed) await close()
      return { stats, close }
    },
  }
}
