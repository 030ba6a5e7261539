import { ids } from '../ids.ts'

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

const HOW = 'Use the camera or lock symbol beside the address, allow it there, then reload this page.'

const TEXTS: Readonly<Record<MediaState, readonly [what: string, next: string]>> = {
  asking: [
    'Your browser asks to use the microphone and camera.',
    'Allow them to be heard and seen. You can also join without.',
  ],
  blocked: ['The microphone and camera are blocked for this page.', HOW],
  'microphone-blocked': ['The microphone is blocked for this page: nobody can hear you.', HOW],
  'camera-blocked': ['The camera is blocked for this page.', HOW],
  none: ['No microphone or camera was found.', 'Plug one in, or join anyway to listen and read.'],
  'microphone-none': [
    'No microphone was found: nobody can hear you.',
    'Plug one in, or join anyway to listen and read.',
  ],
  'camera-none': ['No camera was found.', 'Others see your initial instead.'],
  busy: [
    'The microphone or camera could not be started.',
    'Another program may be using it. Close that program and reload, or join anyway.',
  ],
  insecure: [
    'The browser allows microphone and camera on secure pages only.',
    'Open this page over https, or join anyway to listen and read.',
  ],
  'sound-held-back': ['The browser holds the sound back.', 'Click anywhere on the page to hear the others.'],
}

/** One line on the state of microphone and camera, announced when it changes. */
export function MediaNote() {
  return (
    <div id={ids.mediaNote} class='notes' role='status'>
      {MEDIA_STATES.map((state) => (
        <p class='note' data-when={state} data-tone={state === 'asking' ? 'plain' : 'warning'} hidden>
          <strong>{TEXTS[state][0]}</strong> {TEXTS[state][1]}
        </p>
      ))}
    </div>
  )
}
