import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'

/** What can be wrong with a microphone or camera; the script shows the one that applies. */
export const MEDIA_STATES = [
  'asking',
  'blocked',
  'microphone-blocked',
  'camera-blocked',
  'none',
  'microphone-none',
  'camera-none',
  'busy',
  'insecure',
  'sound-held-back',
] as const
export type MediaState = (typeof MEDIA_STATES)[number]

/** One line on the state of microphone and camera, announced when it changes. */
export function MediaNote({ t }: { t: Messages }) {
  return (
    <div id={ids.mediaNote} class='notes' role='status'>
      {MEDIA_STATES.map((state) => (
        <p class='note' data-when={state} data-tone={state === 'asking' ? 'plain' : 'warning'} hidden>
          <strong>{t.media[state].what}</strong> {t.media[state].next}
        </p>
      ))}
    </div>
  )
}
