import type { Language } from '../../../domain/language.ts'
import { languageTag, textDirection } from '../../../domain/language.ts'
import { SEARCH_MAX } from '../../../domain/transcript.ts'
import type { MeetingSummary, Page, SearchHit } from '../../../domain/transcript.ts'
import { ids, selector } from '../../ids.ts'
import { languageInMenu, languagesByName } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { SpeakerNames } from '../../parts/caption.tsx'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'
import { Frame } from './frame.tsx'
import type { TranscriptsFrameProps } from './frame.tsx'

const MINUTE_MS = 60_000

/** What the list shows: meetings, or what a search found. */
export interface ResultsProps {
  readonly t: Messages
  readonly query: string
  /** Of the texts that are searched; null for all. */
  readonly language: Language | null
  readonly found: { readonly meetings: Page<MeetingSummary> } | { readonly hits: Page<SearchHit> }
}

export interface TranscriptsPageProps extends TranscriptsFrameProps, ResultsProps {
  /** What was just deleted. */
  readonly deleted: { readonly lines: number; readonly texts: number; readonly files: number } | null
}

/** `/transcripts`: the meetings that someone may look up, and a search through all of them. */
export function TranscriptsPage({ t, assetUrl, query, language, found, deleted }: TranscriptsPageProps) {
  const action = routes.transcripts.to()
  return (
    <Frame t={t} assetUrl={assetUrl} title={t.transcripts.title}>
      {deleted && <p class='note' role='status'>{t.transcripts.removed(deleted)}</p>}
      <form
        class='search' role='search' method='get' action={action} hx-get={action}
        hx-trigger={`input delay:600ms from:${selector(ids.field('q'))}, change from:${selector(ids.field('in'))}, submit`}
        hx-target={selector(ids.results)} hx-swap='outerHTML' hx-replace-url='true' hx-sync='this:replace'
      >
        <div class='field search-words'>
          <label for={ids.field('q')}>{t.transcripts.search}</label>
          <input
            id={ids.field('q')} name='q' type='search' value={query} maxlength={SEARCH_MAX} dir='auto' autocomplete='off' spellcheck={false}
            aria-describedby={ids.fieldHint('q')}
          />
          <p class='hint' id={ids.fieldHint('q')}>{t.transcripts.searchHint}</p>
        </div>
        <div class='field'>
          <label for={ids.field('in')}>{t.transcripts.inLanguage}</label>
          <select id={ids.field('in')} name='in'>
            <option value='' selected={language === null}>{t.transcripts.anyLanguage}</option>
            {languagesByName(t).map((code) => <option value={code} selected={code === language}>{languageInMenu(t, code)}</option>)}
          </select>
        </div>
        <button class='button' type='submit'>{t.transcripts.find}</button>
      </form>
      <Results t={t} query={query} language={language} found={found} />
    </Frame>
  )
}

/** The part below the form, which a search replaces. */
export function Results({ t, query, language, found }: ResultsProps) {
  if ('meetings' in found) {
    const { items, next } = found.meetings
    return (
      <section id={ids.results} class='results' aria-label={t.transcripts.all}>
        {items.length === 0
          ? <p class='empty'>{t.transcripts.none}</p>
          : <ul class='meetings'>{items.map((meeting) => <MeetingItem t={t} meeting={meeting} />)}</ul>}
        {next !== null && <a class='button' href={routes.transcripts.to({ cursor: next })}>{t.transcripts.more}</a>}
      </section>
    )
  }
  const { items, next } = found.hits
  return (
    <section id={ids.results} class='results' aria-label={t.transcripts.results}>
      {items.length === 0
        ? <p class='empty' role='status'>{t.transcripts.nothingFound(query)}</p>
        : <ol class='hits'>{items.map((hit) => <HitItem t={t} hit={hit} />)}</ol>}
      {next !== null && <a class='button' href={routes.transcripts.to({ q: query, in: language ?? undefined, cursor: next })}>{t.transcripts.moreFound}</a>}
    </section>
  )
}

/** A meeting in a list: its name, when, how long, and who was there. */
export function MeetingItem({ t, meeting }: { t: Messages; meeting: MeetingSummary }) {
  const { meetingId, name, startMs, endMs, people, peopleCount } = meeting
  const more = peopleCount - people.length
  return (
    <li class='meeting'>
      <a class='meeting-name' href={routes.transcript.to(meetingId)}>
        <bdi>{name}</bdi>
      </a>
      <p class='meeting-facts'>
        <Moment t={t} ms={startMs} /> · {endMs === null ? t.transcripts.goesOn : t.transcripts.minutes(Math.max(1, Math.round((endMs - startMs) / MINUTE_MS)))} ·{' '}
        {t.transcripts.lines(meeting.lines)}
      </p>
      {people.length > 0 && (
        <p class='meeting-people'>
          {people.map((person, at) => <>{at > 0 && ', '}<bdi>{person || t.transcripts.nobody}</bdi></>)}
          {more > 0 && ` ${t.transcripts.others(more)}`}
        </p>
      )}
    </li>
  )
}

function HitItem({ t, hit }: { t: Messages; hit: SearchHit }) {
  const { meetingId, meetingName, lineId, speakerName, peerId, speakers, startMs, language, snippet } = hit
  const name = speakerName || t.transcripts.nobody
  return (
    <li class='hit'>
      <p class='meeting-facts'>
        <a href={routes.transcriptLine.to(meetingId, lineId, { show: language, at: lineId })}>
          <bdi>{meetingName}</bdi>
        </a>{' '}
        · <Moment t={t} ms={startMs} />
      </p>
      <p class='caption-head'>
        <SpeakerNames t={t} peerId={peerId} name={name} speakers={speakers} />
      </p>
      <p lang={languageTag(language)} dir={textDirection(language)}>{snippet.map(({ text, found }) => (found ? <mark>{text}</mark> : text))}</p>
    </li>
  )
}
