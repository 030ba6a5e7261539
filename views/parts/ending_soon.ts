import type { Meeting } from '../../domain/room.ts'

const SOON_MS = 10 * 60_000

/** What to say about a meeting whose length runs out within ten minutes; null for any other. */
export function endingSoon(meeting: Meeting | null, nowMs: number): { minutes: number; endsAtMs: number } | null {
  const endsAtMs = meeting?.endsAtMs ?? null
  if (endsAtMs === null || endsAtMs - nowMs > SOON_MS) return null
  return { minutes: Math.max(1, Math.ceil((endsAtMs - nowMs) / 60_000)), endsAtMs }
}
