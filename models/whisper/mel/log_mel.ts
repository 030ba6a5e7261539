import type { Pcm } from '../../../domain/audio.ts'
import { createFft } from './fft.ts'
import { melFilters } from './filters.ts'

/** Rows of the first and second Whisper; the third has 128. */
export const MELS = 80
export const HOP_SAMPLES = 160
const FRAME_SAMPLES = 400
const HALF = FRAME_SAMPLES / 2
const BINS = HALF + 1
/** Whisper's dynamic range: what lies more than 8 (log10 of power) under the loudest is cut off. */
const RANGE = 8
const FLOOR = 1e-10

/** Speech whose frames are at hand: as many as are heard at once. */
const REMEMBERED = 4

/** Frames that hold samples of speech alone, as they were before the loudest one was known. */
interface Computed {
  readonly pcm: Pcm
  readonly frames: number
  /** log10 of power, float32 [frames, mels]. */
  readonly powers: Float32Array
}

/**
 * Whisper's log-mel spectrogram. Speech that goes on from what was heard before is computed from there: each frame once.
 * @returns `(pcm, samples)`: PCM 16 kHz mono, which must not change afterwards, padded with silence to `samples` (a multiple of 160) → float32
 *   [mels, samples / 160], rows of mels. Equal to the reference feature extractor's to 1e-4 (see the test).
 */
export function createLogMel({ mels = MELS } = {}): (pcm: Pcm, samples: number) => Float32Array {
  const filters = melFilters({ count: mels, bins: BINS, maxHz: 8000 })
  const hann = Float64Array.from({ length: FRAME_SAMPLES }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME_SAMPLES))
  const fft = createFft(FRAME_SAMPLES)
  const [re, im] = [new Float64Array(FRAME_SAMPLES), new Float64Array(FRAME_SAMPLES)]
  const [even, odd] = [new Float64Array(BINS), new Float64Array(BINS)]
  let recent: Computed[] = []

  return (pcm, samples) => {
    const frames = Math.floor(samples / HOP_SAMPLES)
    // Frames of padding alone are silence: no need to transform them. The last frame sees the reflected end.
    const sounding = Math.min(frames, Math.ceil((Math.min(pcm.length, samples) + HALF) / HOP_SAMPLES) + 1)
    const powers = new Float32Array((sounding + 1) * mels)
    const project = (power: Float64Array, frame: number) => {
      for (let m = 0; m < mels; m++) {
        const { from, weights } = filters[m]!
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[from + i]!
        powers[frame * mels + m] = Math.log10(Math.max(sum, FLOOR))
      }
    }
    const [before] = recent.filter((computed) => beginsWith(pcm, computed.pcm)).sort((a, b) => b.frames - a.frames)
    // Two at a time, so from an even one on.
    const whole = Math.min(sounding, wholeFrames(Math.min(pcm.length, samples)))
    const known = Math.min(before?.frames ?? 0, whole) & ~1
    if (before) powers.set(before.powers.subarray(0, known * mels))
    const padded = padReflected(pcm, samples)
    // Two real frames make one complex transform: one is its real part, one its imaginary part.
    for (let frame = known; frame < sounding; frame += 2) {
      const at = frame * HOP_SAMPLES
      for (let n = 0; n < FRAME_SAMPLES; n++) {
        re[n] = padded[at + n]! * hann[n]!
        im[n] = (padded[at + HOP_SAMPLES + n] ?? 0) * hann[n]!
      }
      fft.transform(re, im)
      for (let k = 0; k < BINS; k++) {
        const mirrored = k === 0 ? 0 : FRAME_SAMPLES - k
        const aRe = re[k]!, aIm = im[k]!, bRe = re[mirrored]!, bIm = im[mirrored]!
        even[k] = ((aRe + bRe) ** 2 + (aIm - bIm) ** 2) / 4
        odd[k] = ((aIm + bIm) ** 2 + (bRe - aRe) ** 2) / 4
      }
      project(even, frame)
      project(odd, frame + 1)
    }
    recent = [{ pcm, frames: whole, powers }, ...recent.filter((computed) => computed !== before)].slice(0, REMEMBERED)
    return normalise(powers, { mels, frames, done: Math.min(frames, sounding + (sounding % 2)) })
  }
}

/** Frames that see neither the end of so many samples nor, at the beginning, a reflection of what is not there. */
function wholeFrames(samples: number): number {
  return Math.max(0, Math.floor((samples - HALF - 1) / HOP_SAMPLES) + 1)
}

function beginsWith(pcm: Pcm, start: Pcm): boolean {
  if (start.length > pcm.length) return false
  for (let i = 0; i < start.length; i++) if (pcm[i] !== start[i]) return false
  return true
}

/** [reflected 200 samples, pcm, silence up to `samples`, reflected 200 samples] */
function padReflected(pcm: Pcm, samples: number): Float32Array {
  const padded = new Float32Array(samples + FRAME_SAMPLES)
  padded.set(pcm.length > samples ? pcm.subarray(0, samples) : pcm, HALF)
  for (let i = 1; i <= HALF; i++) {
    padded[HALF - i] = padded[HALF + i]!
    padded[HALF + samples - 1 + i] = padded[HALF + samples - 1 - i]!
  }
  return padded
}

/** @param powers [at least `done`, mels], of which `done` frames are taken; silence follows them */
function normalise(powers: Float32Array, { mels, frames, done }: { mels: number; frames: number; done: number }): Float32Array {
  let loudest = Math.log10(FLOOR)
  for (let i = 0; i < done * mels; i++) if (powers[i]! > loudest) loudest = powers[i]!
  const threshold = loudest - RANGE
  const silence = (Math.max(Math.log10(FLOOR), threshold) + 4) / 4
  const mel = new Float32Array(mels * frames)
  for (let row = 0; row < mels; row++) {
    const start = row * frames
    for (let frame = 0; frame < done; frame++) mel[start + frame] = (Math.max(powers[frame * mels + row]!, threshold) + 4) / 4
    mel.fill(silence, start + done, start + frames)
  }
  return mel
}
