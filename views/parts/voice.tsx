import type { LiveCause } from '../../domain/dub.ts'
import type { UnspokenReason } from '../../domain/signaling.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'

/** What the note about translated voices says; the script shows the one that holds. */
export type VoiceNews = UnspokenReason | 'fast' | `quick-${LiveCause}`

/** How the translated voices keep up with speech, and what they leave out: captions have all of it. */
export function VoiceNote({ t }: { t: Messages }) {
  const texts: Readonly<Record<UnspokenReason | 'fast', string>> = {
    fast: t.voice.fast, behind: t.voice.behind, busy: t.voice.busy, failed: t.voice.failed, 'no-voice': t.voice.noVoice,
  }
  const instead = Object.entries({ ...t.dubs.causes, 'no-voice': t.dubs.noVoice }).map(([cause, why]) => [`quick-${cause}`, t.dubs.because(why, false)])
  return (
    <div id={ids.voiceNote} class='notes' role='status'>
      {[...Object.entries(texts), ...instead].map(([news, text]) => (
        <p class='note' data-when={news} data-tone={news! in texts && news !== 'fast' ? 'warning' : undefined} hidden>{text}</p>
      ))}
    </div>
  )
}

/** How much of a person's own voice is left while the translated one speaks over it; the script remembers it on the device. */
export function DuckField({ t }: { t: Messages }) {
  return (
    <div class='field'>
      <label for={ids.duck}>{t.voice.duck}</label>
      <input id={ids.duck} type='range' min={0} max={100} step={5} value={20} autocomplete='off' aria-describedby={ids.duckHint} />
      <p id={ids.duckHint} class='hint'>{t.voice.duckHint}</p>
    </div>
  )
}
