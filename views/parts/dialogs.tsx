import type { Child } from 'hono/jsx'
import { ids } from '../ids.ts'
import { CAPTION_SIZES } from './caption_size.ts'
import { DeviceFields } from './device_fields.tsx'
import { Icon } from './icons.tsx'
import { HearsField } from './language_fields.tsx'

function Dialog({ id, title, children }: { id: string; title: string; children?: Child }) {
  const titleId = `${id}-title`
  return (
    <dialog id={id} class='dialog' aria-labelledby={titleId}>
      <form method='dialog' class='dialog-head'>
        <h2 id={titleId}>{title}</h2>
        <button class='button button-quiet button-icon' type='submit'>
          <Icon name='close' />
          <span class='visually-hidden'>Close</span>
        </button>
      </form>
      <div class='dialog-body'>{children}</div>
    </dialog>
  )
}

const KEYS = [
  ['M', 'Mute or unmute'],
  ['V', 'Stop or start the camera'],
  ['C', 'Show or hide captions'],
  ['?', 'Show these keys'],
] as const

/** All keys of the room. They rest while a field is in use. */
export function KeysDialog() {
  return (
    <Dialog id={ids.keys} title='Keyboard'>
      <dl class='keys'>
        {KEYS.map(([key, does]) => (
          <div class='key-row'>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class='hint'>Keys do nothing while you type in a field or use a menu.</p>
    </Dialog>
  )
}

/** Devices, voices and the size of captions. */
export function SettingsDialog() {
  return (
    <Dialog id={ids.settings} title='Settings'>
      <DeviceFields />
      <HearsField />
      <fieldset class='choices'>
        <legend>Caption size</legend>
        <div class='choice-row'>
          {CAPTION_SIZES.map(([value, text]) => (
            <label class='choice'>
              <input type='radio' name='caption-size' value={value} checked={value === 'medium'} autocomplete='off' />
              {' '}
              {text}
            </label>
          ))}
        </div>
      </fieldset>
      <label class='choice choice-wide'>
        <input type='checkbox' data-overlay autocomplete='off' /> Show the newest captions over the video too
      </label>
      <p>
        <button class='button' type='button' data-action='keys'>Keyboard shortcuts</button>
      </p>
    </Dialog>
  )
}
