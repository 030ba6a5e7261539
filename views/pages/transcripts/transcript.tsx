import type { Language } from '../../../domain/language.ts'
import { EXPORT_FORMATS } from '../../../domain/transcript.ts'
import type { Transcript } from '../../../domain/transcript.ts'
import { speakerText } from '../../../domain/speakers.ts'
import { ids, selector } from '../../ids.ts'
import { languageInMenu } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment, momentText } from '../../parts/moment.tsx'
import { labelColour } from '../../parts/speaker.ts'
import { SpeakerNameForm } from '../../parts/speakers.tsx'
import { routes } from '../../routes.ts'
import { Frame } from './frame.tsx'
import type { TranscriptsFrameProps } from './frame.tsx'
import { Line, viewFields } from './line.tsx'
import type { LineProps, Shown } from './line.tsx'

const MINUTE_MS = 60_000

export interface LinesProps {
  readonly t: Messages
  readonly transcript: Transcript
  readonly shown: Shown
  /** A line whose correction was refused. */
  readonly wrong?: { readonly lineId: string } & NonNullable<LineProps['wrong']>
  readonly stale?: readonly Language[]
}

/** `/transcripts/MEETING`: who said what and when, in one language or two side by side. */
export function TranscriptPage({ t, assetUrl, transcript, shown, wrong, stale = [] }: TranscriptsFrameProps & LinesProps) {
  const { meetingId, name, startMs, endMs, expiresMs, everyone, languages, owns } = transcript
  return (
    <Frame t={t} assetUrl={assetUrl} title={name}>
      <p class='meeting-facts'>
        <Moment t={t} ms={startMs} /> · {endMs === null ? t.transcripts.goesOn : t.transcripts.minutes(Math.max(1, Math.round((endMs - startMs) / MINUTE_MS)))} ·{' '}
        {t.transcripts.lines(transcript.lines)}
        {expiresMs !== null && ` · ${t.transcripts.kept(momentText(t, expiresMs, 'day'))}`}
      </p>
      {everyone.length > 0 && (
        <p class='meeting-people'>
          {t.transcripts.people}: {everyone.map((person, at) => <>{at > 0 && ', '}<bdi>{person.name || t.transcripts.nobody}</bdi></>)}
        </p>
      )}
      <TranscriptSpeakers t={t} transcript={transcript} shown={shown} />
      {stale.length > 0 && <p class='note' data-tone='warning' role='status'>{t.transcripts.stale(stale.map((code) => languageInMenu(t, code)).join(', '))}</p>}
      {languages.length > 0 && <LanguageForm t={t} transcript={transcript} shown={shown} />}
      <Lines t={t} transcript={transcript} shown={shown} wrong={wrong} />
      {languages.length > 0 && <Exports t={t} meetingId={meetingId} languages={languages.map(({ language }) => language)} />}
      {owns && endMs !== null && (
        <p>
          <a class='button' href={routes.deletion.to(meetingId)}>{t.transcripts.remove}</a>
        </p>
      )}
    </Frame>
  )
}

/** Who was told apart at shared microphones; those who may name them do it here. */
function TranscriptSpeakers({ t, transcript: { meetingId, speakers, owns, hosts }, shown }: LinesProps) {
  if (speakers.length === 0) return <></>
  return (
    <details class='transcript-speakers' open={owns || hosts}>
      <summary>{t.speakers.title}</summary>
      <ul class='speaker-rows'>
        {speakers.map((label) => (
          <li class='speaker-row'>
            <span class='speaker-label'>
              <span class='speaker-dot' data-colour={labelColour(label)} aria-hidden='true'></span>
              <bdi>{speakerText(label, t.speakers.speaker)}</bdi>
              {label.microphone && <span class='microphone'>{t.speakers.at(label.microphone)}</span>}
            </span>
            {(owns || hosts) && <SpeakerNameForm t={t} label={label} action={routes.lineSpeakerName.to(meetingId, label.number)} fields={viewFields(shown.view)} />}
          </li>
        ))}
      </ul>
    </details>
  )
}

function LanguageForm({ t, transcript: { meetingId, languages }, shown }: LinesProps) {
  const action = routes.transcript.to(meetingId)
  return (
    <form
      class='read-in' method='get' action={action} hx-get={action} hx-trigger='change, submit' hx-target={selector(ids.transcript)} hx-swap='outerHTML'
      hx-push-url='true' autocomplete='off'
    >
      <div class='field'>
        <label for={ids.field('show')}>{t.transcripts.read}</label>
        <select id={ids.field('show')} name='show'>
          <option value='original' selected={shown.language === null}>{t.transcripts.asSaid}</option>
          {languages.map(({ language }) => <option value={language} selected={language === shown.language}>{languageInMenu(t, language)}</option>)}
        </select>
      </div>
      <label class='choice'>
        <input type='checkbox' name='side' value='on' checked={shown.sideBySide} /> {t.transcripts.sideBySide}
      </label>
      {shown.view.at && <input type='hidden' name='at' value={shown.view.at} />}
      {shown.view.cursor && <input type='hidden' name='cursor' value={shown.view.cursor} />}
      <button class='button' type='submit'>{t.transcripts.show}</button>
    </form>
  )
}

/** The lines of one page, which another language replaces. */
export function Lines({ t, transcript, shown, wrong }: LinesProps) {
  const { meetingId, page, previous, next, startMs } = transcript
  const go = (cursor: string) => routes.transcript.to(meetingId, { ...shown.view, at: undefined, cursor })
  return (
    <section id={ids.transcript} class='transcript' aria-label={t.transcripts.transcript}>
      {previous !== null && <a class='button' href={go(previous)} rel='prev'>{t.transcripts.earlier}</a>}
      {page.length === 0 && <p class='empty'>{t.transcripts.silent}</p>}
      <ol class='lines'>
        {page.map((line) => <Line t={t} line={line} startMs={startMs} shown={shown} wrong={wrong?.lineId === line.lineId ? wrong : undefined} />)}
      </ol>
      {next !== null && <a class='button' href={go(next)} rel='next'>{t.transcripts.later}</a>}
    </section>
  )
}

function Exports({ t, meetingId, languages }: { t: Messages; meetingId: string; languages: readonly Language[] }) {
  return (
    <details class='exports'>
      <summary>{t.transcripts.save}</summary>
      <ul>
        {languages.map((language) => (
          <li>
            {languageInMenu(t, language)}:{' '}
            {EXPORT_FORMATS.map((format) => (
              <>
                {' '}
                <a href={routes.exported.to(meetingId, language, format)} download aria-label={t.transcripts.saveIn(languageInMenu(t, language), format.toUpperCase())}>{format.toUpperCase()}</a>
              </>
            ))}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** `/transcripts/MEETING/delete`: asks once, in words that name the meeting. */
export function DeleteTranscriptPage({ t, assetUrl, transcript: { meetingId, name, lines } }: TranscriptsFrameProps & { readonly transcript: Transcript }) {
  return (
    <Frame t={t} assetUrl={assetUrl} title={t.transcripts.removeAsk(name)}>
      <p>{t.transcripts.removeLead(lines)}</p>
      <form class='actions' method='post' action={routes.deletion.to(meetingId)}>
        <button class='button button-danger' type='submit'>{t.transcripts.remove}</button>
        <a class='button' href={routes.transcript.to(meetingId)}>{t.transcripts.keep}</a>
      </form>
    </Frame>
  )
}
