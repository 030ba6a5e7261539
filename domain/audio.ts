import type { Language } from './language.ts'

/** Sample rate of all speech inside Parley, in Hz. */
export const SPEECH_RATE = 16_000

/** Sample rate of all speech that Parley makes, in Hz: mono, signed 16-bit little-endian, in streams, files and between functions. */
export const DUB_RATE_HZ = 24_000

/** Speech: PCM float32 in [-1, 1], 16 kHz mono. */
export type Pcm = Float32Array

/** `interim`: someone is still speaking; its caption is replaced. `final`: its caption never changes. */
export type SegmentKind = 'interim' | 'final'

/**
 * A stretch of one participant's speech, cut by voice activity detection.
 *
 * All interim segments of one utterance and the final one that ends it share `utteranceId` (one caption line).
 * Two segments with the same `audioId` hold the same samples: the later one may reuse the decode of the earlier
 * (a segment is sent as interim at the first 200 ms of silence and again as final when the silence lasts).
 */
export interface SpeechSegment {
  /** Unique for this message: the idempotency key of the queue. */
  readonly segmentId: string
  readonly utteranceId: string
  readonly audioId: string
  readonly roomId: string
  readonly peerId: string
  /** The participant's name when it was said: whoever leaves keeps their last words. */
  readonly speakerName: string
  readonly kind: SegmentKind
  /** Wall clock of the first and the last speech sample, ms since the epoch. */
  readonly startMs: number
  readonly endMs: number
  /** How much of the head repeats the tail of the previous final segment of this peer; 0 at a fresh start. */
  readonly overlapMs: number
  /** True when speech went on where the segment was cut: the next one of this peer repeats its end, and always comes. */
  readonly continues: boolean
  /** True when the speaker pauses: a final segment with the same `audioId` follows unless speech goes on. */
  readonly atPause: boolean
  /** What the speaker chose, or null to detect. */
  readonly language: Language | null
  /** Several people speak at this microphone: it is asked when each word ends. */
  readonly shared?: boolean
  readonly pcm: Pcm
}

/** What the tap tells: a segment, or that an utterance which sent interim segments was no speech after all. */
export type SegmentEvent =
  | { readonly type: 'segment'; readonly segment: SpeechSegment }
  | { readonly type: 'withdrawn'; readonly utteranceId: string; readonly roomId: string; readonly peerId: string }

export function samplesToMs(samples: number): number {
  return (samples * 1000) / SPEECH_RATE
}

export function msToSamples(ms: number): number {
  return Math.round((ms * SPEECH_RATE) / 1000)
}
