import { SAMPLE_SPEECH_MAX_MS } from '../../domain/voice.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'

/**
 * Tells somebody in a meeting that their own speech is collected for a voice of theirs, and how much there is; null: it is not. That it goes on is not
 * read out each time, that it is over is.
 */
export function CollectNote({ t, speechMs, oob }: { t: Messages; speechMs: number | null; oob?: 'true' }) {
  const { collect } = t.voices
  const whole = speechMs !== null && speechMs >= SAMPLE_SPEECH_MAX_MS
  return (
    <div id={ids.collectNote} class='notes' role='status' aria-live={whole ? 'polite' : 'off'} hx-swap-oob={oob}>
      {speechMs !== null && (
        <div class='note collect-note'>
          <span>{whole ? collect.whole : collect.here}</span>
          {!whole && (
            <span class='collect-amount'>
              <progress max={SAMPLE_SPEECH_MAX_MS} value={speechMs} aria-label={collect.title} /> {collect.progress(Math.floor(speechMs / 1000))}
            </span>
          )}
          <a href={routes.voices.to()} target='_blank' rel='noopener'>{t.voices.title}</a>
        </div>
      )}
    </div>
  )
}
