/** Interim captions take a third of a speaker's time at most: what they cost, they rest for twice as long. */
const REST = 2
/** A speaker who was silent for this long is forgotten. */
const FORGET_AFTER_MS = 60_000

/** Slows interim captions down where the machine is busy, so that a final one finds it free. */
export interface Pace {
  /** Whether this speaker's next interim caption may be made now. */
  isDue(peerId: string): boolean
  /** An interim caption is made, which took this long. */
  took(peerId: string, ms: number): void
}

export function createPace({ now }: { now: () => number }): Pace {
  const dueAtMs = new Map<string, number>()
  return {
    isDue: (peerId) => now() >= (dueAtMs.get(peerId) ?? 0),
    took(peerId, ms) {
      for (const [other, atMs] of dueAtMs) if (now() - atMs > FORGET_AFTER_MS) dueAtMs.delete(other)
      dueAtMs.set(peerId, now() + REST * ms)
    },
  }
}
