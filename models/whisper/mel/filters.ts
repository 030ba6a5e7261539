/** One triangular filter: `weights` start at bin `from`. */
export interface MelFilter {
  readonly from: number
  readonly weights: Float64Array
}

const LINEAR_HZ_PER_MEL = 200 / 3
const LOG_FROM_HZ = 1000
const LOG_FROM_MEL = LOG_FROM_HZ / LINEAR_HZ_PER_MEL
const LOG_STEP = Math.log(6.4) / 27

/**
 * Slaney's mel filters with area normalisation, as Whisper was trained on (librosa.filters.mel defaults).
 * @param bins frequency bins from 0 Hz to `maxHz`
 */
export function melFilters({ count, bins, maxHz }: { count: number; bins: number; maxHz: number }): MelFilter[] {
  const edges = Array.from({ length: count + 2 }, (_, i) => melToHz((hzToMel(maxHz) * i) / (count + 1)))
  return Array.from({ length: count }, (_, i) => {
    const [low, middle, high] = [edges[i]!, edges[i + 1]!, edges[i + 2]!]
    const weights = Array.from({ length: bins }, (_, bin) => {
      const hz = (bin * maxHz) / (bins - 1)
      return (Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle))) * 2) / (high - low)
    })
    const from = Math.max(0, weights.findIndex((weight) => weight > 0))
    return { from, weights: Float64Array.from(weights.slice(from, weights.findLastIndex((weight) => weight > 0) + 1)) }
  })
}

function hzToMel(hz: number): number {
  return hz < LOG_FROM_HZ ? hz / LINEAR_HZ_PER_MEL : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP
}

function melToHz(mel: number): number {
  return mel < LOG_FROM_MEL ? mel * LINEAR_HZ_PER_MEL : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL))
}
