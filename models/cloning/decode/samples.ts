import { DomainError } from '../../../domain/errors.ts'

/** Raw audio that comes from a decoder: one array a channel, [-1, 1] and beyond where a codec overshoots. */
export interface DecodedPiece {
  readonly channels: readonly Float32Array[]
  readonly sampleRate: number
}

export interface Mono {
  readonly pcm: Float32Array
  readonly sampleRate: number
  /** Share of samples, of the channel that has most, that stand at full scale for three in a row or longer. */
  readonly clippedShare: number
}

/** A little below 1, where 16 bits and lossy codecs leave what was cut off. */
const FULL_SCALE = 0.985
const CLIPPED_RUN_SAMPLES = 3

/** More than this much was decoded. */
export class TooLongError extends DomainError {
  constructor(maxMs: number) {
    super('too-large', `Cannot take the audio: it is longer than ${maxMs / 1_000} s`)
  }
}

/**
 * Gathers what a decoder gives, as one channel, and never more than `maxMs` of it (TooLongError).
 * Throws DomainError `invalid-audio` for rates and numbers of channels that nothing records in.
 */
export function gatherMono({ maxMs }: { maxMs: number }): { add(piece: DecodedPiece): void; end(): Mono } {
  const parts: Float32Array[] = []
  const clipped: { run: number; samples: number }[] = []
  let sampleRate = 0
  let length = 0
  return {
    add({ channels, sampleRate: rate }) {
      const samples = channels[0]?.length ?? 0
      if (samples === 0) return
      if (rate < 8_000 || rate > 192_000 || channels.length > 8) {
        throw new DomainError('invalid-audio', `Cannot take the audio: it has ${channels.length} channels at ${rate} Hz`)
      }
      if (sampleRate !== 0 && rate !== sampleRate) throw new DomainError('invalid-audio', `Cannot take the audio: its rate changes from ${sampleRate} to ${rate} Hz`)
      sampleRate = rate
      length += samples
      if (length > (maxMs / 1_000) * rate) throw new TooLongError(maxMs)
      channels.forEach((channel, index) => countClipped((clipped[index] ??= { run: 0, samples: 0 }), channel))
      parts.push(mix(channels))
    },
    end() {
      if (length === 0) throw new DomainError('invalid-audio', 'Cannot take the audio: there is none in the file')
      const pcm = new Float32Array(length)
      let at = 0
      for (const part of parts) {
        pcm.set(part, at)
        at += part.length
      }
      return { pcm, sampleRate, clippedShare: Math.max(...clipped.map(({ samples }) => samples)) / length }
    },
  }
}

/** The mean of all channels; what is no number is silence. */
function mix(channels: readonly Float32Array[]): Float32Array {
  const [first] = channels
  const mono = Float32Array.from(first!)
  for (const channel of channels.slice(1)) for (let i = 0; i < mono.length; i++) mono[i]! += channel[i] ?? 0
  for (let i = 0; i < mono.length; i++) {
    const sample = mono[i]! / channels.length
    mono[i] = Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0
  }
  return mono
}

function countClipped(state: { run: number; samples: number }, channel: Float32Array): void {
  for (const sample of channel) {
    if (Math.abs(sample) < FULL_SCALE) {
      state.run = 0
      continue
    }
    state.run++
    if (state.run === CLIPPED_RUN_SAMPLES) state.samples += CLIPPED_RUN_SAMPLES
    else if (state.run > CLIPPED_RUN_SAMPLES) state.samples++
  }
}
