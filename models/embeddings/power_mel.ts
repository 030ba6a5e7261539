import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { createFft } from '../whisper/mel/fft.ts'
import { melFilters } from '../whisper/mel/filters.ts'

export const MELS = 40
export const HOP_SAMPLES = 160
const FRAME_SAMPLES = 400
const HALF = FRAME_SAMPLES / 2
const BINS = HALF + 1

/**
 * Mel spectrogram of power, without a logarithm: librosa's `melspectrogram(sr=16000, n_fft=400, hop_length=160, n_mels=40)` with its other
 * defaults (Hann window, frames centred, silence before and after).
 * @returns frames of 40 values each, one after the other: `1 + floor(samples / 160)` of them
 */
export function powerMel(pcm: Pcm): Float32Array {
  const fft = createFft(FRAME_SAMPLES)
  const filters = melFilters({ count: MELS, bins: BINS, maxHz: SPEECH_RATE / 2 })
  const window = Float64Array.from({ length: FRAME_SAMPLES }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME_SAMPLES))
  const [re, im, power] = [new Float64Array(FRAME_SAMPLES), new Float64Array(FRAME_SAMPLES), new Float64Array(BINS)]
  const frames = 1 + Math.floor(pcm.length / HOP_SAMPLES)
  const mels = new Float32Array(frames * MELS)
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * HOP_SAMPLES - HALF
    for (let i = 0; i < FRAME_SAMPLES; i++) re[i] = (pcm[start + i] ?? 0) * window[i]!
    im.fill(0)
    fft.transform(re, im)
    for (let bin = 0; bin < BINS; bin++) power[bin] = re[bin]! ** 2 + im[bin]! ** 2
    filters.forEach(({ from, weights }, mel) => {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[from + i]!
      mels[frame * MELS + mel] = sum
    })
  }
  return mels
}
