/** Close code of our own: this connection is of no use, a new one may be. */
export const CLOSE_RENEW = 4000

const FIRST_MS = 500
const LONGEST_MS = 8_000

/**
 * How long to wait before attempt `attempt` (0, 1, …) to reconnect, ms: doubles up to 8 s, spread by `random` in [0,
 * 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), LONGEST_MS)
  // Between 75 and 100 %: a server that comes back is not met by everyone at once.
  return Math.round(full * (0.75 + 0.25 * random))
}
