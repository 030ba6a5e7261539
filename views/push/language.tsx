import type { Language } from '../../domain/language.ts'
import type { LanguageNews, LanguageState } from '../../domain/language_state.ts'
import { languageRefusals } from '../../domain/language_state.ts'
import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { kindOf, LanguageLine, LanguageNote, LanguageProgress } from '../parts/language_note.tsx'

const KINDS = ['fetching', 'fetchable', 'ready', ...languageRefusals]

/** The answer to changed preferences: the whole note, for the language that is read now. */
export function LanguageNotePush(props: { t: Messages; roomId: string; reads: Language; state: LanguageState }) {
  return <LanguageNote {...props} oob='true' />
}

/** One line of the note: appears once, its progress moves on, and it goes when it no longer holds. */
export function LanguageNewsPush({ t, roomId, news }: { t: Messages; roomId: string; news: LanguageNews }) {
  const { from, reads, state } = news
  const kind = kindOf(news)
  return (
    <>
      <div hx-swap-oob={pushTo('remove', ids.languageNote)}>
        {KINDS.filter((other) => other !== kind).map((other) => <div id={ids.languageNews(other, from, reads)}></div>)}
      </div>
      <div hx-swap-oob={pushTo('once', ids.languageNote)}>
        <LanguageLine t={t} roomId={roomId} news={news} />
      </div>
      {state.state === 'fetching' && (
        <div hx-swap-oob={pushTo('update', ids.languageNote)}>
          <LanguageProgress t={t} news={news} />
        </div>
      )}
    </>
  )
}
