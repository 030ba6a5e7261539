import type { Language } from '../../domain/language.ts'
import { ids } from '../ids.ts'
import { languageInMenu } from '../messages/languages.ts'
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
  readonly oob?: string
}

/** How captions keep up; empty while they do. */
export function CaptionsStatus({ t, behindMs, shed, lost, oob }: StatusProps) {
  const behind = behindMs >= BEHIND_SHOWN_MS
  return (
    <p id={ids.captionsStatus} class='captions-status' role='status' hx-swap-oob={oob}>
      {behind && <span class='status-chip' data-tone='warning'>{t.captions.behind(Math.round(behindMs / 1000))}</span>}
      {lost > 0 && (
        <span class='status-chip' data-tone='danger'>{t.captions.lost(lost)}</span>
      )}
      {shed > 0 && <span class='status-chip'>{t.captions.shed(shed)}</span>}
    </p>
  )
}

interface LanguageNoteProps {
  readonly t: Messages
  readonly reads: Language
  readonly readable: readonly Language[]
  /** Why, when more is known than that no engine serves it. */
  readonly reason?: string
  readonly oob?: string
}

/** Says that captions in other languages cannot be read in the chosen one, and what is shown instead. */
export function LanguageNote({ t, reads, readable, reason, oob }: LanguageNoteProps) {
  return (
    <div id={ids.languageNote} class='notes' role='status' hx-swap-oob={oob}>
      {!readable.includes(reads) && (
        <p class='note' data-tone='warning'>
          <strong>{t.captions.unreadable(languageInMenu(t, reads))}</strong> {reason ?? t.captions.noTranslation} {t.captions.seeOriginal}
        </p>
      )}
    </div>
  )
}
