import type { SpeechSegment } from '../../domain/audio.ts'
import { msToSamples, samplesToMs } from '../../domain/audio.ts'
import type { AudioPiece } from '../../domain/speakers.ts'
import { toInt16 } from '../../models/tts/samples.ts'

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

/** What a segment has that the one before it has not. */
export interface OwnSound {
  /** Wall clock of its first sample, ms. */
  readonly startMs: number
  /** Signed 16-bit, 16 kHz mono. */
  readonly sound: Int16Array
}

/** Gathers one microphone's final segments. */
export interface Gathering {
  /** @param continues whether speech goes on without a silence. @returns a stretch that is long enough, when this sound ends one */
  add(own: OwnSound, options: { readonly continues: boolean }): SpeechChunk | null
  /** What there is so far, or null. The next stretch begins anew. */
  take(): SpeechChunk | null
  /** Wall clock of the first sample that waits, ms; null when none does. */
  readonly sinceMs: number | null
}

/** Null for a segment that repeats what was there before. */
export function ownSound({ pcm, startMs, overlapMs }: Pick<SpeechSegment, 'pcm' | 'startMs' | 'overlapMs'>): OwnSound | null {
  const own = pcm.subarray(msToSamples(overlapMs))
  return own.length === 0 ? null : { startMs: startMs + overlapMs, sound: toInt16(own) }
}

/** The id of the stretch whose first sample is at this wall clock, ms. */
export const chunkIdOf = (startMs: number): string => String(Math.round(startMs))

/** Stretches lie in time by their pieces: long silences are shortened, and what a segment repeats of the one before is left out. */
export function gatherSpeech(): Gathering {
  let sounds: OwnSound[] = []
  let lengthMs = 0
  let endMs = 0

  const take = () => {
    const chunk = joinSounds(sounds)
    ;[sounds, lengthMs] = [[], 0]
    return chunk
  }
  return {
    add(own, { continues }) {
      lengthMs += (sounds.length > 0 ? gapMs(endMs, own.startMs) : 0) + samplesToMs(own.sound.length)
      endMs = endOf(own)
      sounds.push(own)
      return lengthMs >= CHUNK_MOST_MS || (lengthMs >= CHUNK_LEAST_MS && !continues) ? take() : null
    },
    take,
    get sinceMs() {
      return sounds[0]?.startMs ?? null
    },
  }
}

/** Sounds in the order of time as one stretch, the same whenever they are joined; null for none. */
export function joinSounds(own: readonly OwnSound[]): SpeechChunk | null {
  const [first] = own
  if (!first) return null
  const sound: Int16Array[] = []
  const pieces: AudioPiece[] = []
  let [length, endMs] = [0, first.startMs]
  for (const each of own) {
    const silence = new Int16Array(msToSamples(gapMs(endMs, each.startMs)))
    if (silence.length > 0) sound.push(silence)
    length += silence.length
    pieces.push({ at: length, samples: each.sound.length, startMs: each.startMs })
    sound.push(each.sound)
    length += each.sound.length
    endMs = endOf(each)
  }
  return { chunkId: chunkIdOf(first.startMs), sound, pieces, startMs: first.startMs, endMs }
}

function gapMs(fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(GAP_MOST_MS, toMs - fromMs))
}

function endOf({ startMs, sound }: OwnSound): number {
  return startMs + samplesToMs(sound.length)
}
