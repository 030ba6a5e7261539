import { ids } from '../ids.ts'
import { Icon } from './icons.tsx'

/** Copies the address of the meeting; says so on the button itself. */
export function CopyLink({ url, quiet = false }: { url: string; quiet?: boolean }) {
  return (
    <button class={quiet ? 'button button-quiet' : 'button'} type='button' data-copy={url} data-done='Link copied'>
      <Icon name='copy' />
      <span data-copy-text aria-live='polite'>Copy link</span>
    </button>
  )
}

/** Nobody else is here: how to change that. Shown by the style sheet while there is one tile. */
export function Alone({ url }: { url: string }) {
  return (
    <div class='alone'>
      <h2>No one else is here yet</h2>
      <p>Send this link to the people you want to meet. Everyone picks their own languages.</p>
      <div class='invite'>
        <label class='visually-hidden' for={ids.invite}>Invite link</label>
        <input id={ids.invite} type='text' readonly value={url} dir='ltr' spellcheck={false} />
        <CopyLink url={url} />
      </div>
    </div>
  )
}
