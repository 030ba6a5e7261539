import type { Language } from '../../domain/language.ts'
import type { Rating } from '../../domain/transcript.ts'
import type { Messages } from '../messages/mod.ts'

export interface ThumbsProps {
  readonly t: Messages
  /** Where the answer goes. */
  readonly action: string
  readonly language: Language
  readonly mine: Rating | null
  /** How many gave each answer; left out in a meeting. */
  readonly counts?: { readonly right: number; readonly wrong: number }
  /** More values for the form, as how the page is shown. */
  readonly also?: Readonly<Record<string, string | undefined>>
}

/** "Was this translation right?" Pressing an answer again takes it back. */
export function Thumbs({ t, action, language, mine, counts, also = {} }: ThumbsProps) {
  const answer = (value: Rating, label: string, count: number | undefined) => (
    <button class='thumb' type='submit' name='value' value={mine === value ? '0' : String(value)} aria-pressed={mine === value ? 'true' : 'false'}>
      {label}
      {count ? <span class='thumb-count'>{count}</span> : ''}
    </button>
  )
  return (
    <form class='thumbs' method='post' action={action} hx-post={action} hx-target='this' hx-swap='outerHTML' role='group' aria-label={t.transcripts.question}>
      <input type='hidden' name='language' value={language} />
      {Object.entries(also).map(([name, value]) => value !== undefined && <input type='hidden' name={name} value={value} />)}
      {answer(1, t.transcripts.right, counts?.right)}
      {answer(-1, t.transcripts.wrong, counts?.wrong)}
    </form>
  )
}
