/** A sender's clock is followed at most this fast, ms for each packet; the wait of a late first packet is undone so. */
const EARLIER_MS = 1
/** 1,000 ppm at 20 ms a packet: more than any oscillator drifts, less than jitter could pull. */
const LATER_MS = 0.02

/** Tells when a place of the stream was spoken: ms since the epoch. */
export interface WallClock {
  /** A packet that ends at `endMs` of the stream has arrived; the fastest packets tell the truth. */
  observe(endMs: number, arrivedMs: number): void
  /** The stream became longer than real time by this much. */
  shift(surplusMs: number): void
  /** The next packet sets the clock anew. */
  restart(): void
  /** Wall clock of a place of the stream; never before an answer given earlier. */
  at(placeMs: number): number
}

export function createWallClock(): WallClock {
  let offsetMs: number | null = null
  let latestMs = Number.NEGATIVE_INFINITY

  return {
    observe(endMs, arrivedMs) {
      const own = arrivedMs - endMs
      offsetMs ??= own
      offsetMs += Math.min(LATER_MS, Math.max(-EARLIER_MS, own - offsetMs))
    },
    shift(surplusMs) {
      if (offsetMs !== null) offsetMs -= surplusMs
    },
    restart() {
      offsetMs = null
    },
    at(placeMs) {
      latestMs = Math.max(latestMs, (offsetMs ?? 0) + placeMs)
      return latestMs
    },
  }
}
