import type { Limit, Taken } from './rate_limit.ts'

/** What was counted in the present fixed window and in the one before it. */
export interface Counts {
  /** The window's number since the epoch. */
  readonly index: number
  readonly current: number
  readonly previous: number
}

/**
 * The sliding window as two fixed windows: what the previous one counted weighs as much as it still reaches into the sliding one.
 * Two numbers a key instead of a time stamp a request; it is exact when the previous window was filled evenly, and a client that
 * filled it in a burst at its end is let in a little early. (Cloudflare, "How we built rate limiting", 2017.)
 */
export function slide(before: Counts | undefined, { limit, windowMs, cost = 1 }: Limit, nowMs: number): { counts: Counts; taken: Taken } {
  const index = Math.floor(nowMs / windowMs)
  const elapsedMs = nowMs - index * windowMs
  const current = before?.index === index ? before.current : 0
  const previous = before?.index === index ? before.previous : before?.index === index - 1 ? before.current : 0
  const allowed = weigh(current, previous, elapsedMs, windowMs) + cost <= limit
  const counts = { index, current: allowed ? current + cost : current, previous }
  return { counts, taken: describeTaken(counts, { limit, windowMs, cost, allowed, elapsedMs }) }
}

/** What `take` answers, from the counts after it. */
export function describeTaken(
  { current, previous }: Counts,
  { limit, windowMs, cost = 1, allowed, elapsedMs }: Limit & { allowed: boolean; elapsedMs: number },
): Taken {
  const remaining = Math.max(0, Math.floor(limit - weigh(current, previous, elapsedMs, windowMs)))
  const restMs = windowMs - elapsedMs
  return { allowed, limit, remaining, resetMs: Math.ceil(restMs), retryAfterMs: allowed ? 0 : Math.ceil(waitMs()) }

  function waitMs(): number {
    const room = limit - cost
    if (room < 0) return windowMs
    // Either enough of the previous window is forgotten before this one ends, or of this one in the next.
    if (current <= room) return windowMs * (1 - (room - current) / previous) - elapsedMs
    return restMs + windowMs * (1 - room / current)
  }
}

function weigh(current: number, previous: number, elapsedMs: number, windowMs: number): number {
  return current + (previous * (windowMs - elapsedMs)) / windowMs
}
