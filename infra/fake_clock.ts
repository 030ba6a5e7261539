import type { Clock } from './clock.ts'

export interface FakeClock extends Clock {
  /** Moves time on, running what falls due in order, each at its own time. */
  advance(ms: number): void
}

/** For tests: time stands still until it is moved. */
export function createFakeClock(startMs = 0): FakeClock {
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  let nowMs = startMs

  return {
    now: () => nowMs,
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        const due = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
        if (!due) break
        timers.delete(due)
        nowMs = Math.max(nowMs, due.atMs)
        due.run()
      }
      nowMs = untilMs
    },
  }
}
