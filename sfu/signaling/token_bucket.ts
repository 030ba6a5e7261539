import type { Clock } from '../../infra/clock.ts'

export interface TokenBucket {
  /** False when there are no tokens left: too fast. */
  take(): boolean
}

/** Lets `burst` pass at once and `perSecond` in the long run. */
export function createTokenBucket(
  { perSecond, burst, clock }: { perSecond: number; burst: number; clock: Clock },
): TokenBucket {
  let tokens = burst
  let filledAtMs = clock.now()
  return {
    take() {
      const now = clock.now()
      // A wall clock set back gives nothing, and takes nothing.
      tokens = Math.min(burst, tokens + (Math.max(0, now - filledAtMs) * perSecond) / 1000)
      filledAtMs = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
