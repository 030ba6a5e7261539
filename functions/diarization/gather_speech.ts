import type { SpeechSegment } from '../../domain/audio.ts'
import { msToSamples, samplesToMs } from '../../domain/audio.ts'
import type { AudioPiece } from '../../domain/speakers.ts'

/** Speech is worked on in stretches of this length, ms: cut at the first silence after the one, wherever it is after the other. */
export const CHUNK_LEAST_MS = 30_000
export const CHUNK_MOST_MS = 60_000
/** Silence between two utterances takes no more place than this in the audio, ms. */
const GAP_MOST_MS = 500

/** A stretch of one microphone's speech. */
export interface SpeechChunk {
  /** The wall clock of its start in ms, as digits. */
  readonly chunkId: string
  /** Signed 16-bit, 16 kHz mono, in pieces as they follow one another. */
  readonly sound: readonly Int16Array[]
  readonly pieces: readonly AudioPiece[]
  /** Wall clock, ms since the epoch. */
  readonly startMs: number
  readonly endMs: number
}

/** Gathers one microphone's final segments. */
export interface Gathering {
  /** @returns a stretch that is long enough, when this segment ends one */
  add(segment: SpeechSegment): SpeechChunk | null
  /** What there is so far, or null. The next stretch begins anew. */
  take(): SpeechChunk | null
  /** Wall clock of the first sample that waits, ms; null when none does. */
  readonly sinceMs: number | null
}

/** Stretches lie in time by their pieces: long silences are shortened, and what a segment repeats of the one before is left out. */
export function gatherSpeech(): Gathering {
  let sound: Int16Array[] = []
  let pieces: AudioPiece[] = []
  let length = 0
  let endMs = 0

  const take = (): SpeechChunk | null => {
    const [first] = pieces
    if (!first) return null
    const chunk = { chunkId: String(Math.round(first.startMs)), sound, pieces, startMs: first.startMs, endMs }
    ;[sound, pieces, length] = [[], [], 0]
    return chunk
  }
  return {
    add({ pcm, startMs, overlapMs, continues }) {
      const own = pcm.subarray(msToSamples(overlapMs))
      if (own.length === 0) return null
      const beginsMs = startMs + overlapMs
      if (pieces.length > 0) {
        const silence = new Int16Array(msToSamples(Math.max(0, Math.min(GAP_MOST_MS, beginsMs - endMs))))
        if (silence.length > 0) sound.push(silence)
        length += silence.length
      }
      pieces.push({ at: length, samples: own.length, startMs: beginsMs })
      sound.push(toInt16(own))
      length += own.length
      endMs = beginsMs + samplesToMs(own.length)
      const lengthMs = samplesToMs(length)
      return lengthMs >= CHUNK_MOST_MS || (lengthMs >= CHUNK_LEAST_MS && !continues) ? take() : null
    },
    take,
    get sinceMs() {
      return pieces[0]?.startMs ?? null
    },
  }
}

function toInt16(pcm: Float32Array): Int16Array {
  return Int16Array.from(pcm, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))))
}
