import type { Language } from '../../../domain/language.ts'
import { languageTag, textDirection } from '../../../domain/language.ts'
import { LINE_TEXT_MAX } from '../../../domain/transcript.ts'
import type { LineText, TranscriptLine } from '../../../domain/transcript.ts'
import { ids } from '../../ids.ts'
import { languageInText } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { Pieces, SpeakerNames } from '../../parts/caption.tsx'
import { LineDub } from '../../parts/dub.tsx'
import { CaptionHelp } from '../../parts/caption_help.tsx'
import { Offset } from '../../parts/moment.tsx'
import { Thumbs } from '../../parts/thumbs.tsx'
import { routes } from '../../routes.ts'
import type { TranscriptView } from '../../routes.ts'

/** How lines are shown; goes with every form, so that the page comes back as it was. */
export interface Shown {
  /** null: as it was said. */
  readonly language: Language | null
  readonly sideBySide: boolean
  readonly view: TranscriptView
}

export interface LineProps {
  readonly t: Messages
  readonly line: TranscriptLine
  /** Start of the meeting, ms since the epoch. */
  readonly startMs: number
  readonly shown: Shown
  /** A correction that was refused, as it was typed. */
  readonly wrong?: { readonly language: Language; readonly text: string; readonly error: 'empty' | 'long' }
  /** Languages that could not be translated again just now. */
  readonly stale?: readonly Language[]
}

/** What someone said, in one language or two side by side. */
export function Line({ t, line, startMs, shown, wrong, stale = [] }: LineProps) {
  const original = line.texts.find((text) => text.original)
  const wanted = line.texts.find(({ language }) => language === shown.language)
  const texts = [wanted ?? original, shown.sideBySide && wanted && !wanted.original ? original : undefined].filter((text) => text !== undefined)
  const name = line.speakerName || t.transcripts.nobody
  return (
    <li id={ids.line(line.lineId)} class='line'>
      <div class='caption-head'>
        <SpeakerNames t={t} peerId={line.peerId} name={name} speakers={line.parts?.[0]?.speakers ?? []} />
        {line.kind === 'chat' && <span class='status-chip'>{t.transcripts.chat}</span>}
        <Offset ms={line.startMs - startMs} />
      </div>
      <div class='line-texts' data-columns={shown.sideBySide ? '2' : '1'}>
        {texts.map((text) => <Text t={t} line={line} text={text} shown={shown} wrong={wrong?.language === text.language ? wrong : undefined} />)}
      </div>
      {line.helped && <CaptionHelp t={t} helped={line.helped} />}
      {shown.language !== null && !wanted && <p class='caption-note'>{t.transcripts.untranslated(languageInText(t, shown.language))}</p>}
      {stale.length > 0 && <p class='caption-note' role='status'>{t.transcripts.stale(stale.map((code) => languageInText(t, code)).join(', '))}</p>}
      <Corrections t={t} line={line} texts={texts} />
    </li>
  )
}

interface TextProps extends Pick<LineProps, 't' | 'line' | 'shown' | 'wrong'> {
  readonly text: LineText
}

function Text({ t, line, text, shown, wrong }: TextProps) {
  const { meetingId, lineId } = line
  return (
    <div class='line-text'>
      <p lang={languageTag(text.language)} dir={textDirection(text.language)}>
        <Pieces t={t} text={text.text} parts={line.parts ?? []} />
      </p>
      <div class='line-actions'>
        {text.dub && <LineDub t={t} dub={text.dub} />}
        {!text.original && text.engine !== 'person' && (
          <Thumbs t={t} action={routes.rating.to(meetingId, lineId)} language={text.language} mine={text.mine} counts={text} also={viewFields(shown.view)} />
        )}
        {line.correctable && <CorrectForm t={t} line={line} text={text} shown={shown} wrong={wrong} />}
      </div>
    </div>
  )
}

function CorrectForm({ t, line: { meetingId, lineId }, text, shown, wrong }: TextProps) {
  const action = routes.correction.to(meetingId, lineId)
  const field = `${ids.line(lineId)}-${text.language}`
  return (
    <details class='correct' open={wrong !== undefined}>
      <summary>{t.transcripts.correct}</summary>
      <form class='stack' method='post' action={action} hx-post={action} hx-target='closest .line' hx-swap='outerHTML'>
        <input type='hidden' name='language' value={text.language} />
        {Object.entries(viewFields(shown.view)).map(([name, value]) => value !== undefined && <input type='hidden' name={name} value={value} />)}
        <div class='field'>
          <label for={ids.field(field)}>{t.transcripts.correction(languageInText(t, text.language))}</label>
          <textarea
            id={ids.field(field)} name='text' rows={3} maxlength={LINE_TEXT_MAX} required lang={languageTag(text.language)} dir={textDirection(text.language)}
            autofocus={wrong !== undefined}
            {...(wrong ? { 'aria-invalid': 'true' as const, 'aria-describedby': ids.fieldError(field) } : {})}
          >
            {wrong?.text ?? text.text}
          </textarea>
          {wrong && <p class='field-error' id={ids.fieldError(field)}>{wrong.error === 'long' ? t.transcripts.longText(LINE_TEXT_MAX) : t.transcripts.emptyText}</p>}
        </div>
        <button class='button' type='submit'>{t.common.save}</button>
      </form>
    </details>
  )
}

function Corrections({ t, line, texts }: { t: Messages; line: TranscriptLine; texts: readonly LineText[] }) {
  const shown = line.corrections.filter(({ language }) => texts.some((text) => text.language === language))
  return (
    <>
      {shown.map(({ language, before, authorName }) => (
        <details class='corrected'>
          <summary>{t.transcripts.corrected(authorName || t.transcripts.nobody)}</summary>
          <p>
            {t.transcripts.before} <del lang={languageTag(language)} dir={textDirection(language)}>{before}</del>
          </p>
        </details>
      ))}
    </>
  )
}

/** How the page is shown, as fields of a form. */
export function viewFields({ show, side, cursor, at }: TranscriptView): Readonly<Record<string, string | undefined>> {
  return { show, side, cursor, at }
}
