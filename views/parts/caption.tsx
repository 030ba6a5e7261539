import type { Child } from 'hono/jsx'
import type { Dub } from '../../domain/dub.ts'
import type { RoomEvent, Untranslated } from '../../domain/events.ts'
import { type Language, languageTag, textDirection } from '../../domain/language.ts'
import { ids } from '../ids.ts'
import { languageInText } from '../messages/languages.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { CaptionDub, DubPlace } from './dub.tsx'
import { speakerColour, speakerInitial } from './speaker.ts'
import { Thumbs } from './thumbs.tsx'

export type CaptionEvent = Extract<RoomEvent, { type: 'caption' }>

interface SpokenProps {
  readonly of: 'translation' | 'original'
  readonly language: Language
  readonly text: string
  /** How much of the text stays; what follows may change, and looks it. */
  readonly steady?: number
}

/** A stretch of text in a language of its own. */
export function Spoken({ of, language, text, steady = text.length }: SpokenProps) {
  const tail = text.slice(steady)
  return (
    <p class={of} lang={languageTag(language)} dir={textDirection(language)}>
      {text.slice(0, steady)}
      {tail && <i class='tail'>{tail}</i>}
    </p>
  )
}

/** Who says it, and when. */
export function Speaker({ peerId, name, startMs, children }: { peerId: string; name: string; startMs: number; children?: Child }) {
  const iso = new Date(startMs).toISOString()
  // The script puts the reader's own time of day here. Not read aloud: it would come before every sentence.
  return (
    <div class='caption-head'>
      <span class='speaker' data-initial={speakerInitial(name)} data-colour={speakerColour(peerId)} dir='auto'>
        {name}
      </span>
      <time datetime={iso} data-clock aria-hidden='true'>{iso.slice(11, 16)}</time>
      {children}
    </div>
  )
}

/** Why a reader sees the original alone. */
export function untranslatedNote(t: Messages, why: Untranslated, reader: Language): string {
  return why === 'failed' ? t.captions.failed : t.captions.unavailable(languageInText(t, reader))
}

/** A final caption: what the reader reads in full size, the original under it. It never changes once shown. */
export function CaptionLine({ t, event, dub }: { t: Messages; event: CaptionEvent; dub?: Dub | undefined }) {
  const { caption, translation, untranslated, reader } = event
  return (
    <li id={ids.caption(caption.captionId)} class='caption' data-final={caption.captionId}>
      <Speaker peerId={caption.peerId} name={caption.speakerName} startMs={caption.startMs}>
        {translation && (dub ? <CaptionDub t={t} dub={dub} /> : <DubPlace captionId={caption.captionId} language={translation.language} />)}
        {translation && <Thumbs t={t} action={routes.captionRating.to(caption.roomId, caption.captionId)} language={translation.language} mine={null} />}
      </Speaker>
      {translation && <Spoken of='translation' language={translation.language} text={translation.text} />}
      <Spoken of='original' language={caption.language} text={caption.text} />
      {untranslated && <p class='caption-note'>{untranslatedNote(t, untranslated, reader)}</p>}
    </li>
  )
}

/** Nothing of the line is certain enough for a translation yet. */
const WAITING = '…'

/**
 * What is being said: replaced as it grows, gone when the final caption comes. It is laid out as that one will be, so
 * that nothing moves then: for readers of another language the original is small from the first word on.
 */
export function InterimLine({ event }: { event: CaptionEvent }) {
  const { caption, translation, steady = { original: 0, translation: 0 } } = event
  return (
    <li id={ids.interim(caption.captionId)} class='caption interim'>
      <Speaker peerId={caption.peerId} name={caption.speakerName} startMs={caption.startMs} />
      {translation && <Spoken of='translation' language={translation.language} text={translation.text || WAITING} steady={steady.translation} />}
      <Spoken of='original' language={caption.language} text={caption.text} steady={steady.original} />
    </li>
  )
}
