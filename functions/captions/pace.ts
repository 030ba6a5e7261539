import type { InterimEvery } from './admission.ts'

/** Interim captions take a third of a speaker's time at most: what they cost, they rest for twice as long. */
const REST = 2
/** A speaker who was silent for this long is forgotten. */
const FORGET_AFTER_MS = 60_000
/** Segments come once a second, a little sooner or later: one that is early by this much counts as in time. */
const EARLY_MS = 300

/** Why an interim caption is left out: all are, its speaker had one lately, or the last one cost much. */
export type LeftOut = 'paused' | 'slowed' | 'rested'

/** Slows interim captions down where the machine is busy, so that a final one finds it free. */
export interface Pace {
  /** Why this speaker's next interim caption is not made now; null: it is. `everyMs`: least time between two, null for none at all. */
  leavesOut(peerId: string, everyMs: InterimEvery): LeftOut | null
  /** An interim caption is made, which took this long. */
  took(peerId: string, ms: number): void
}

export function createPace({ now }: { now: () => number }): Pace {
  const lately = new Map<string, { readonly beganMs: number; readonly dueMs: number }>()
  return {
    leavesOut(peerId, everyMs) {
      if (everyMs === null) return 'paused'
      const last = lately.get(peerId)
      if (!last) return null
      if (now() < last.dueMs) return 'rested'
      return now() - last.beganMs < everyMs - EARLY_MS && everyMs > 1_000 ? 'slowed' : null
    },
    took(peerId, ms) {
      for (const [other, { dueMs }] of lately) if (now() - dueMs > FORGET_AFTER_MS) lately.delete(other)
      lately.set(peerId, { beganMs: now() - ms, dueMs: now() + REST * ms })
    },
  }
}
