import type { Taken } from './rate_limit.ts'

/**
 * Header fields that tell a client its limit: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), and
 * `Retry-After` for whom is refused (RFC 9110, seconds).
 * @param policy what the limit is called: lower-case letters, digits and dashes
 */
export function rateLimitHeaders(policy: string, taken: Taken, { windowMs }: { windowMs: number }): Record<string, string> {
  const { allowed, limit, remaining, resetMs, retryAfterMs } = taken
  const waitMs = allowed ? resetMs : retryAfterMs
  return {
    'RateLimit-Policy': `"${policy}";q=${Math.floor(limit)};w=${seconds(windowMs)}`,
    RateLimit: `"${policy}";r=${remaining};t=${seconds(waitMs)}`,
    ...(allowed ? {} : { 'Retry-After': String(Math.max(1, seconds(retryAfterMs))) }),
  }
}

/** Up, so that whoever waits that long does not come too early. */
function seconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}
