import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { Icon } from './icons.tsx'

/** Copies the address of the meeting; says so on the button itself. */
export function CopyLink({ t, url, quiet = false }: { t: Messages; url: string; quiet?: boolean }) {
  return (
    <button
      class={quiet ? 'button button-quiet' : 'button'}
      type='button'
      data-copy={url}
      data-done={t.invite.copied}
      data-by-hand={t.invite.copyByHand}
    >
      <Icon name='copy' />
      <span data-copy-text aria-live='polite'>{t.invite.copy}</span>
    </button>
  )
}

/** Nobody else is here: how to change that. Shown by the style sheet while there is one tile. */
export function Alone({ t, url }: { t: Messages; url: string }) {
  return (
    <div class='alone'>
      <h2>{t.invite.alone}</h2>
      <p>{t.invite.send}</p>
      <div class='invite'>
        <label class='visually-hidden' for={ids.invite}>{t.invite.link}</label>
        <input id={ids.invite} type='text' readonly value={url} dir='ltr' spellcheck={false} />
        <CopyLink t={t} url={url} />
      </div>
    </div>
  )
}
