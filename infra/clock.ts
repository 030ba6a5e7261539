/** Time as a dependency, so that tests need not wait. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number
  /** Calls `run` once after `ms`. Returns the way to call it off. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
