/** A change of loudness that is no click and no wait, ms. */
const FADE_MS = 200
const STEP_MS = 20

export interface Fade {
  /** Goes there from wherever it is. */
  to(level: number): void
  stop(): void
}

/** Moves a level in small steps, by the time that has passed: a page in the background is called seldom, and arrives all the same. */
export function createFade(set: (level: number) => void, { now, repeat }: {
  now: () => number
  /** Calls `step` every so many ms. Returns the way to call it off. */
  repeat: (ms: number, step: () => void) => () => void
}): Fade {
  let level = 1
  let aim = 1
  let stop = () => {}
  return {
    to(next) {
      if (next === aim) return
      stop()
      aim = next
      const from = level
      const sinceMs = now()
      stop = repeat(STEP_MS, () => {
        const share = Math.min(1, (now() - sinceMs) / FADE_MS)
        level = share === 1 ? aim : from + (aim - from) * share
        set(level)
        if (share === 1) stop()
      })
    },
    stop: () => stop(),
  }
}
