import { type Language, languageName } from '../../domain/language.ts'
import { ids } from '../ids.ts'

/** Under this lag nothing is said: captions are meant to take about a second. */
const BEHIND_SHOWN_MS = 2_000

interface StatusProps {
  /** How far captions are behind speech, ms. */
  readonly behindMs: number
  /** Interim captions left out lately, and final ones that could not be made since the meeting began. */
  readonly shed: number
  readonly lost: number
  readonly oob?: string
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** How captions keep up; empty while they do. */
export function CaptionsStatus({ behindMs, shed, lost, oob }: StatusProps) {
  const behind = behindMs >= BEHIND_SHOWN_MS
  return (
    <p id={ids.captionsStatus} class='captions-status' role='status' hx-swap-oob={oob}>
      {behind && <span class='status-chip' data-tone='warning'>{`${Math.round(behindMs / 1000)} s behind`}</span>}
      {lost > 0 && (
        <span class='status-chip' data-tone='danger'>
          {count(lost, 'caption could not be made', 'captions could not be made')}
        </span>
      )}
      {shed > 0 && <span class='status-chip'>{count(shed, 'live preview left out', 'live previews left out')}</span>}
    </p>
  )
}

interface LanguageNoteProps {
  readonly reads: Language
  readonly readable: readonly Language[]
  /** Why, when more is known than that no engine serves it. */
  readonly reason?: string
  readonly oob?: string
}

/** Says that captions in other languages cannot be read in the chosen one, and what is shown instead. */
export function LanguageNote({ reads, readable, reason, oob }: LanguageNoteProps) {
  const name = languageName(reads)
  return (
    <div id={ids.languageNote} class='notes' role='status' hx-swap-oob={oob}>
      {!readable.includes(reads) && (
        <p class='note' data-tone='warning'>
          <strong>{`${name} can’t be read yet.`}</strong> {reason ?? 'This server has no translation into it.'}{' '}
          You see the original words.
        </p>
      )}
    </div>
  )
}
