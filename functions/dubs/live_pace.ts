import { DUB_RATE_HZ } from '../../domain/audio.ts'

/** Sound that takes longer to make than this share of its length would stop in between. */
const PACE_MAX = 0.9
/** Less sound says nothing of the machine. */
const MEASURED_SAMPLES = DUB_RATE_HZ / 2
/** After this long the machine may have become quicker, ms. */
const REST_MS = 60_000

/** So many sounds that came too late, one after the other, say that of it too. */
const LATE_MAX = 2

export interface LivePace {
  /** Whether sound is made faster than it is heard, as far as is known. */
  readonly keepsUp: boolean
  /** What was made after the first piece, and how long that took. @returns seconds of work for a second of sound, null for too little of it */
  measure(work: { readonly samples: number; readonly ms: number }): number | null
  /** The first sound did not come in time. */
  late(): void
}

/** How quickly an engine speaks here. One that is slower than its sound rests for a minute, then is tried again. */
export function createLivePace({ now }: { readonly now: () => number }): LivePace {
  let pace: number | null = null
  let restsUntilMs = 0
  let lateInARow = 0
  const rest = () => {
    restsUntilMs = now() + REST_MS
    pace = null
    lateInARow = 0
  }
  return {
    get keepsUp() {
      return now() >= restsUntilMs
    },
    measure({ samples, ms }) {
      if (samples < MEASURED_SAMPLES) return null
      lateInARow = 0
      const measured = ms / ((samples * 1_000) / DUB_RATE_HZ)
      pace = pace === null ? measured : (pace + measured) / 2
      if (pace > PACE_MAX) rest()
      return measured
    },
    late() {
      lateInARow++
      if (lateInARow >= LATE_MAX) rest()
    },
  }
}
