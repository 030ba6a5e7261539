import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'

/** Under this lag nothing is said: captions are meant to take about a second. */
const BEHIND_SHOWN_MS = 2_000

interface StatusProps {
  readonly t: Messages
  /** How far captions are behind speech, ms. */
  readonly behindMs: number
  /** Interim captions left out lately, and final ones that could not be made since the meeting began. */
  readonly shed: number
  readonly lost: number
  /** Whether interim captions are not made for now. */
  readonly paused?: boolean | undefined
  readonly oob?: string
}

/** How captions keep up; empty while they do. */
export function CaptionsStatus({ t, behindMs, shed, lost, paused = false, oob }: StatusProps) {
  const behind = behindMs >= BEHIND_SHOWN_MS
  return (
    <p id={ids.captionsStatus} class='captions-status' role='status' hx-swap-oob={oob}>
      {behind && <span class='status-chip' data-tone='warning'>{t.captions.behind(Math.round(behindMs / 1000))}</span>}
      {lost > 0 && (
        <span class='status-chip' data-tone='danger'>{t.captions.lost(lost)}</span>
      )}
      {paused && <span class='status-chip' data-tone='warning'>{t.captions.paused}</span>}
      {shed > 0 && !paused && <span class='status-chip'>{t.captions.shed(shed)}</span>}
    </p>
  )
}
