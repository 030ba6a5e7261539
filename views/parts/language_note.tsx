import type { Language } from '../../domain/language.ts'
import type { LanguageNews, LanguageState } from '../../domain/language_state.ts'
import { mayBeTriedAgain } from '../../domain/language_state.ts'
import { ids } from '../ids.ts'
import { languageInMenu, languageInText, megabytes } from '../messages/languages.ts'
import type { Messages } from '../messages/mod.ts'
import { fields, routes } from '../routes.ts'

/** What a line of the note says; its id names it, so that one that is there already is not read out again. */
export function kindOf({ state, fetched }: Pick<LanguageNews, 'state' | 'fetched'>): string | null {
  if (state.state === 'here') return fetched ? 'ready' : null
  return state.state === 'unavailable' ? state.reason : state.state
}

export interface LanguageLineProps {
  readonly t: Messages
  readonly roomId: string
  readonly news: LanguageNews
}

/** How far a fetch is: changes every second, so it is not read out. */
export function LanguageProgress({ t, news: { reads, from, state } }: Omit<LanguageLineProps, 'roomId'>) {
  const { doneBytes, totalBytes } = state.state === 'fetching' ? state : { doneBytes: 0, totalBytes: null }
  const size = (bytes: number) => megabytes(t, bytes)
  return (
    <div id={ids.languageNews('progress', from, reads)} class='language-progress' aria-live='off'>
      <progress max={100} value={totalBytes ? Math.floor((doneBytes / totalBytes) * 100) : undefined} aria-label={t.languages.progressOf(languageInMenu(t, reads))} />
      <span>{totalBytes === null ? t.languages.begins : doneBytes >= totalBytes ? t.languages.loading : t.languages.progress(size(doneBytes), size(totalBytes))}</span>
    </div>
  )
}

/** Asks for the language again: a form of the room, so that it works without a script. */
function AskAgain({ t, roomId, reads, text }: { t: Messages; roomId: string; reads: Language; text: string }) {
  const action = routes.preferences.to(roomId)
  return (
    <form method='post' action={action} hx-post={action} hx-swap='none' class='language-again'>
      <input type='hidden' name={fields.reads} value={reads} />
      <button class='button' type='submit'>{text}</button>
    </form>
  )
}

/** One thing that a reader has to know about translations for them. */
export function LanguageLine({ t, roomId, news }: LanguageLineProps) {
  const { reads, from, state } = news
  const kind = kindOf(news)
  if (kind === null) return <></>
  const id = ids.languageNews(kind, from, reads)
  const [into, inMenu] = [languageInText(t, reads), languageInMenu(t, reads)]
  const source = from && languageInMenu(t, from)
  const sourceInText = from && languageInText(t, from)
  switch (state.state) {
    case 'here':
      return <p id={id} class='note'>{source ? t.languages.readyFrom(sourceInText!, into) : t.languages.ready(inMenu)}</p>
    case 'fetching':
      return (
        <div id={id} class='note'>
          {source ? t.languages.fetchingFrom(sourceInText!, into) : t.languages.fetching(inMenu)} {t.captions.seeOriginal}
          <LanguageProgress t={t} news={news} />
        </div>
      )
    case 'fetchable':
      return (
        <div id={id} class='note' data-tone='warning'>
          <strong>{t.languages.notHere(inMenu)}</strong> {t.captions.seeOriginal}
          <AskAgain t={t} roomId={roomId} reads={reads} text={t.languages.fetchIt} />
        </div>
      )
    case 'unavailable':
      return (
        <div id={id} class='note' data-tone='warning'>
          <strong>{source ? t.languages.cannotFrom(source, into) : t.captions.unreadable(inMenu)}</strong> {t.languages.why[state.reason]} {t.captions.seeOriginal}
          {mayBeTriedAgain(state.reason) && <AskAgain t={t} roomId={roomId} reads={reads} text={t.common.tryAgain} />}
        </div>
      )
  }
}

interface LanguageNoteProps {
  readonly t: Messages
  readonly roomId: string
  readonly reads: Language
  readonly state: LanguageState
  readonly oob?: string
}

/** Says when captions in other languages cannot be read in the chosen one, what is done about it, and what is shown instead. */
export function LanguageNote({ t, roomId, reads, state, oob }: LanguageNoteProps) {
  return (
    <div id={ids.languageNote} class='notes' role='status' aria-atomic='false' hx-swap-oob={oob}>
      <LanguageLine t={t} roomId={roomId} news={{ reads, from: null, state, fetched: false }} />
    </div>
  )
}
