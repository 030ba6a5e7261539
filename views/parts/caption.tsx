import type { Child } from 'hono/jsx'
import type { Dub } from '../../domain/dub.ts'
import type { RoomEvent, Untranslated } from '../../domain/events.ts'
import { type Language, languageTag, textDirection } from '../../domain/language.ts'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { speakersText, splitText } from '../../domain/speakers.ts'
import { ids } from '../ids.ts'
import { languageInText } from '../messages/languages.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { CaptionHelp } from './caption_help.tsx'
import { CaptionDub, DubPlace } from './dub.tsx'
import { labelColour, speakerColour, speakerInitial } from './speaker.ts'
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

interface LabelledWordsProps extends Pick<SpokenProps, 'of' | 'language' | 'text'> {
  readonly t: Messages
  readonly captionId: string
  readonly parts: readonly LabelledPart[]
  /** Put into a page that shows them already: not read out again. */
  readonly again?: boolean
}

/** The words of a final caption. Where several people spoke it, who goes on stands before their part; the words stay as they are. */
export function LabelledWords({ t, of, language, text, captionId, parts, again }: LabelledWordsProps) {
  return (
    <p class={of} id={ids.words(captionId, of)} lang={languageTag(language)} dir={textDirection(language)} aria-live={again ? 'off' : undefined}>
      <Pieces t={t} text={text} parts={parts} />
    </p>
  )
}

/** A text with who goes on before their part of it. */
export function Pieces({ t, text, parts }: { t: Messages; text: string; parts: readonly LabelledPart[] }) {
  return (
    <>
      {splitText(text, parts).map((piece, at) => (at === 0 ? piece : (
        <>
          {' '}<b class='said-next' lang={t.locale} dir='auto'>{speakersText(parts[at]!.speakers, t.speakers.speaker)}:</b> {piece.trimStart()}
        </>
      )))}
    </>
  )
}

interface SaidByProps {
  readonly t: Messages
  readonly captionId: string
  readonly peerId: string
  /** Whose microphone it is. */
  readonly name: string
  readonly parts: readonly LabelledPart[]
  readonly again?: boolean
}

/** Who says a caption: whose microphone it is, or the people who were told apart at it. */
export function SaidBy({ t, captionId, peerId, name, parts, again }: SaidByProps) {
  return (
    <span id={ids.saidBy(captionId)} class='said-by' aria-live={again ? 'off' : undefined}>
      <SpeakerNames t={t} peerId={peerId} name={name} speakers={parts[0]?.speakers ?? []} />
    </span>
  )
}

/** People who were told apart with the microphone that they share, or whose microphone it is. */
export function SpeakerNames({ t, peerId, name, speakers }: Pick<SaidByProps, 't' | 'peerId' | 'name'> & { readonly speakers: readonly SpeakerLabel[] }) {
  if (speakers.length === 0) return <SpeakerName name={name} colour={speakerColour(peerId)} />
  return (
    <>
      {speakers.map((speaker) => <SpeakerName name={speakersText([speaker], t.speakers.speaker)} colour={labelColour(speaker)} />)}
      <span class='microphone' dir='auto'>{name}</span>
    </>
  )
}

function SpeakerName({ name, colour }: { name: string; colour: number }) {
  return <span class='speaker' data-initial={speakerInitial(name)} data-colour={colour} dir='auto'>{name}</span>
}

/** Who says it, and when. */
export function Speaker({ peerId, name, startMs, said, children }: { peerId: string; name: string; startMs: number; said?: Child; children?: Child }) {
  const iso = new Date(startMs).toISOString()
  // The script puts the reader's own time of day here. Not read aloud: it would come before every sentence.
  return (
    <div class='caption-head'>
      {said ?? <SpeakerName name={name} colour={speakerColour(peerId)} />}
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
export function CaptionLine({ t, event, dub, parts = [] }: { t: Messages; event: CaptionEvent; dub?: Dub | undefined; parts?: readonly LabelledPart[] | undefined }) {
  const { caption, translation, untranslated, reader } = event
  const labelled = { t, captionId: caption.captionId, parts }
  return (
    <li id={ids.caption(caption.captionId)} class='caption' data-final={caption.captionId}>
      <Speaker
        peerId={caption.peerId} name={caption.speakerName} startMs={caption.startMs}
        said={<SaidBy {...labelled} peerId={caption.peerId} name={caption.speakerName} />}
      >
        {translation && (dub ? <CaptionDub t={t} dub={dub} /> : <DubPlace captionId={caption.captionId} language={translation.language} />)}
        {translation && <Thumbs t={t} action={routes.captionRating.to(caption.roomId, caption.captionId)} language={translation.language} mine={null} />}
      </Speaker>
      {translation && <LabelledWords {...labelled} of='translation' language={translation.language} text={translation.text} />}
      <LabelledWords {...labelled} of='original' language={caption.language} text={caption.text} />
      {untranslated && <p class='caption-note'>{untranslatedNote(t, untranslated, reader)}</p>}
      {caption.helped && <CaptionHelp t={t} helped={caption.helped} />}
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
