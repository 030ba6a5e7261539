import type { Language } from '../../domain/language.ts'
import type { Participant } from '../../domain/room.ts'
import { ids, selector } from '../ids.ts'
import { DETECT, routes } from '../routes.ts'
import { type CaptionEvent, CaptionLine } from './caption.tsx'
import { CaptionsStatus, LanguageNote } from './captions_status.tsx'
import { Icon } from './icons.tsx'
import { ReadsField, SpeaksField } from './language_fields.tsx'

interface PreferencesFormProps {
  readonly me: Participant
  readonly readable: readonly Language[]
}

/** *I speak* and *I read*: saved as soon as they change, or with the button where scripts are off. */
function PreferencesForm({ me, readable }: PreferencesFormProps) {
  const action = routes.preferences.to(me.roomId)
  const { speaks, reads } = me.preferences
  return (
    <form
      id={ids.preferences}
      class='preferences'
      method='post'
      action={action}
      hx-post={action}
      hx-trigger='change'
      hx-swap='none'
      autocomplete='off'
    >
      <SpeaksField value={speaks ?? DETECT} />
      <ReadsField value={reads} readable={readable} />
      <noscript>
        <button class='button' type='submit'>Save languages</button>
      </noscript>
    </form>
  )
}

interface CaptionsPanelProps extends PreferencesFormProps {
  /** Final captions for this reader, oldest first. */
  readonly captions: readonly CaptionEvent[]
}

/** The hero of the room: what everyone says, in the reader's language. */
export function CaptionsPanel({ me, readable, captions }: CaptionsPanelProps) {
  return (
    <section id={ids.captionsPanel} class='panel captions-panel' aria-labelledby='captions-title'>
      <h2 id='captions-title' class='visually-hidden'>Captions</h2>
      <PreferencesForm me={me} readable={readable} />
      <CaptionsStatus behindMs={0} shed={0} lost={0} />
      <LanguageNote reads={me.preferences.reads} readable={readable} />
      <div class='caption-scroll-box'>
        <div id={ids.captionScroll} class='caption-scroll' tabindex={0} role='group' aria-label='Caption text'>
          <p class='empty'>Captions appear here when someone speaks.</p>
          <div role='log' aria-label='Captions' aria-live='polite' aria-relevant='additions'>
            <ol id={ids.captions} class='captions'>{captions.map((event) => <CaptionLine event={event} />)}</ol>
          </div>
          <ol id={ids.interims} class='captions interims' aria-label='Being said now' aria-live='off'></ol>
        </div>
        <button id={ids.newest} class='newest' type='button' hidden data-scrolls={selector(ids.captionScroll)}>
          <Icon name='down' /> Newest
        </button>
      </div>
    </section>
  )
}
