import type { Dub } from '../../domain/dub.ts'
import type { Reading } from '../../domain/language_state.ts'
import { readingState } from '../../domain/language_state.ts'
import type { Participant } from '../../domain/room.ts'
import type { LabelledPart } from '../../domain/speakers.ts'
import { ids, selector } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { DETECT, routes } from '../routes.ts'
import { type CaptionEvent, CaptionLine } from './caption.tsx'
import { CaptionsStatus } from './captions_status.tsx'
import { Icon } from './icons.tsx'
import { HearsField, ReadsField, SpeaksField } from './language_fields.tsx'
import { LanguageNote } from './language_note.tsx'
import { SpeakersStatus } from './speakers.tsx'
import { VoiceNote } from './voice.tsx'

interface PreferencesFormProps {
  readonly t: Messages
  readonly me: Participant
  readonly reading: Reading
  /** Whether the room's tier includes cloned voices. */
  readonly cloned: boolean
  /** Whether texts may go to Google to be spoken. */
  readonly google?: boolean | undefined
}

/** *I speak*, *I read*, *I hear*: saved as soon as they change, or with the button where scripts are off. */
function PreferencesForm({ t, me, reading, cloned, google }: PreferencesFormProps) {
  const action = routes.preferences.to(me.roomId)
  const { speaks, reads, hears } = me.preferences
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
      <SpeaksField t={t} value={speaks ?? DETECT} />
      <ReadsField t={t} value={reads} reading={reading} />
      <HearsField t={t} value={hears} cloned={cloned} google={google} />
      <noscript>
        <button class='button' type='submit'>{t.captions.saveLanguages}</button>
      </noscript>
    </form>
  )
}

interface CaptionsPanelProps extends PreferencesFormProps {
  /** Final captions for this reader, oldest first. */
  readonly captions: readonly CaptionEvent[]
  /** How they are spoken, by caption. */
  readonly dubs?: ReadonlyMap<string, Dub>
  /** Whose words captions at shared microphones are, and whether that cannot be told just now. */
  readonly speakers?: { readonly parts: ReadonlyMap<string, readonly LabelledPart[]>; readonly away: boolean } | undefined
}

/** The hero of the room: what everyone says, in the reader's language. */
export function CaptionsPanel({ t, me, reading, cloned, google, captions, dubs, speakers }: CaptionsPanelProps) {
  return (
    <section id={ids.captionsPanel} class='panel captions-panel' aria-labelledby='captions-title'>
      <h2 id='captions-title' class='visually-hidden'>{t.captions.title}</h2>
      <PreferencesForm t={t} me={me} reading={reading} cloned={cloned} google={google} />
      <CaptionsStatus t={t} behindMs={0} shed={0} lost={0} />
      <SpeakersStatus t={t} away={speakers?.away ?? false} />
      <LanguageNote t={t} roomId={me.roomId} reads={me.preferences.reads} state={readingState(reading, me.preferences.reads)} />
      <VoiceNote t={t} />
      <label class='judge'>
        <input id={ids.field('judge')} type='checkbox' autocomplete='off' /> {t.transcripts.judge}
      </label>
      <div class='caption-scroll-box'>
        <div id={ids.captionScroll} class='caption-scroll' tabindex={0} role='group' aria-label={t.captions.text}>
          <p class='empty'>{t.captions.empty}</p>
          <div role='log' aria-label={t.captions.title} aria-live='polite' aria-relevant='additions'>
            <ol id={ids.captions} class='captions'>{captions.map((event) => <CaptionLine t={t} event={event} dub={dubs?.get(event.caption.captionId)} parts={speakers?.parts.get(event.caption.captionId)} />)}</ol>
          </div>
          <ol id={ids.interims} class='captions interims' aria-label={t.captions.now} aria-live='off'></ol>
        </div>
        <button id={ids.newest} class='newest' type='button' hidden data-scrolls={selector(ids.captionScroll)}>
          <Icon name='down' /> {t.captions.newest}
        </button>
      </div>
    </section>
  )
}
