import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { integratedLoudness, peakAround } from '../../domain/loudness.ts'

/** How loud Parley speaks where nothing else says it: what AES TD1008 asks of speech in streams, in one channel. */
export const SPOKEN_LUFS = -19
/** Level that no peak passes, between samples either: -1 dB of true peak. */
const CEILING = 10 ** (-1 / 20)
/** How soon before a peak the level goes down, and how long after it comes back. */
const REACH_SAMPLES = Math.round(0.005 * DUB_RATE_HZ)
/** More than this is no matching: what is so quiet is noise. */
const GAIN_MAX_DB = 24

/** Integrated loudness of PCM s16 24 kHz mono, LUFS (ITU-R BS.1770-4); -Infinity for silence. */
export function loudnessOf(samples: Int16Array): number {
  return integratedLoudness(toFloat(samples), DUB_RATE_HZ)
}

/**
 * Speech as loud as another one is: one gain for all of it, and a limiter that looks 5 ms ahead where a peak would pass -1 dB (true peak).
 * Silence stays as it is, and so does everything where the other one is silent.
 * @param samples PCM s16 24 kHz mono
 * @param targetLufs `loudnessOf` the quick voice's sentence, or of the speaker
 */
export function matchLoudness(samples: Int16Array, { targetLufs = SPOKEN_LUFS }: { targetLufs?: number } = {}): Int16Array {
  const gainDb = Math.min(GAIN_MAX_DB, targetLufs - loudnessOf(samples))
  if (!Number.isFinite(gainDb)) return samples
  const raised = toFloat(samples).map((sample) => sample * 10 ** (gainDb / 20))
  const gains = smooth(lowest(Float32Array.from(raised, (_, i) => Math.min(1, CEILING / peakAround(raised, i)))))
  return Int16Array.from(raised, (sample, i) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gains[i]! * 32_768))))
}

/** The lowest value within reach of each, so that the mean of what is in reach is never above the value itself. */
function lowest(values: Float32Array): Float32Array {
  const out = Float32Array.from(values)
  for (let i = 0; i < values.length; i++) {
    if (values[i]! === 1) continue
    const end = Math.min(values.length, i + REACH_SAMPLES + 1)
    for (let j = Math.max(0, i - REACH_SAMPLES); j < end; j++) out[j] = Math.min(out[j]!, values[i]!)
  }
  return out
}

function smooth(values: Float32Array): Float32Array {
  const at = (i: number) => values[Math.max(0, Math.min(values.length - 1, i))]!
  let sum = 0
  for (let i = -REACH_SAMPLES; i <= REACH_SAMPLES; i++) sum += at(i)
  return values.map((_, i) => {
    const mean = sum / (2 * REACH_SAMPLES + 1)
    sum += at(i + REACH_SAMPLES + 1) - at(i - REACH_SAMPLES)
    return mean
  })
}

function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768)
}
