/** Delivered events are kept this long, for a process that was cut off alone, ms. */
const KEPT_MS = 600_000

interface Kept {
  readonly channel: string
  readonly text: string
  readonly atMs: number
}

/** The durable events that this process published lately, oldest first, bounded. */
export interface Recent {
  /** @param awaySinceMs since when others may have missed events, or null: what gives way from that time on is counted */
  keep(event: { readonly channel: string; readonly text: string }, awaySinceMs: number | null): void
  since(ms: number): readonly Kept[]
  /** How many were lost to the bound since the last call. */
  takeDropped(): number
}

export function createRecent({ countMax, bytesMax, now = Date.now }: { countMax: number; bytesMax: number; now?: () => number }): Recent {
  // A Set keeps the order of insertion: its first entry is the oldest.
  const kept = new Set<Kept>()
  let bytes = 0
  let dropped = 0

  return {
    keep({ channel, text }, awaySinceMs) {
      const entry = { channel, text, atMs: now() }
      kept.add(entry)
      bytes += 2 * text.length
      for (const oldest of kept) {
        const tooMany = kept.size > countMax || bytes > bytesMax
        const old = awaySinceMs === null && oldest.atMs < entry.atMs - KEPT_MS
        if (!tooMany && !old) break
        kept.delete(oldest)
        bytes -= 2 * oldest.text.length
        if (tooMany && awaySinceMs !== null && oldest.atMs >= awaySinceMs) dropped++
      }
    },
    since: (ms) => [...kept].filter(({ atMs }) => atMs >= ms),
    takeDropped() {
      const taken = dropped
      dropped = 0
      return taken
    },
  }
}
