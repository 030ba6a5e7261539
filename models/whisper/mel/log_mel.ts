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

/**
 * Whisper's log-mel spectrogram.
 * @returns `(pcm, samples)`: PCM 16 kHz mono, padded with silence to `samples` (a multiple of 160) → float32
 *   [mels, samples / 160], rows of mels. Equal to the reference feature extractor's to 1e-4 (see the test).
 */
export function createLogMel({ mels = MELS } = {}): (pcm: Pcm, samples: number) => Float32Array {
  const filters = melFilters({ count: mels, bins: BINS, maxHz: 8000 })
  const hann = Float64Array.from({ length: FRAME_SAMPLES }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME_SAMPLES))
  const fft = createFft(FRAME_SAMPLES)
  const [re, im] = [new Float64Array(FRAME_SAMPLES), new Float64Array(FRAME_SAMPLES)]
  const [even, odd] = [new Float64Array(BINS), new Float64Array(BINS)]

  return (pcm, samples) => {
    const frames = Math.floor(samples / HOP_SAMPLES)
    const padded = padReflected(pcm, samples)
    const mel = new Float32Array(mels * frames)
    let loudest = Math.log10(FLOOR)
    const project = (power: Float64Array, frame: number) => {
      for (let m = 0; m < mels; m++) {
        const { from, weights } = filters[m]!
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[from + i]!
        const value = Math.log10(Math.max(sum, FLOOR))
        mel[m * frames + frame] = value
        if (value > loudest) loudest = value
      }
    }
    // Frames of padding alone are silence: no need to transform them. The last frame sees the reflected end.
    const sounding = Math.min(frames, Math.ceil((pcm.length + HALF) / HOP_SAMPLES) + 1)
    // Two real frames make one complex transform: one is its real part, one its imaginary part.
    for (let frame = 0; frame < sounding; frame += 2) {
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
      if (frame + 1 < frames) project(odd, frame + 1)
    }
    normalise(mel, frames, sounding, loudest)
    return mel
  }
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

function normalise(mel: Float32Array, frames: number, sounding: number, loudest: number): void {
  const threshold = loudest - RANGE
  const done = Math.min(frames, sounding + (sounding % 2))
  const silence = (Math.max(Math.log10(FLOOR), threshold) + 4) / 4
  for (let row = 0; row < mel.length / frames; row++) {
    const start = row * frames
    for (let i = start; i < start + done; i++) mel[i] = (Math.max(mel[i]!, threshold) + 4) / 4
    mel.fill(silence, start + done, start + frames)
  }
}
