import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'

/** Something that a document says, as a room shows it. */
export interface ShownPassage {
  readonly documentName: string
  readonly page: number | null
  readonly text: string
}

/** A question has room for a sentence. */
export const QUESTION_MAX = 500

/** Searches the documents of the room: a question, and the passages that answer it. */
export function DocumentsPanel({ t, code }: { t: Messages; code: string }) {
  const { search } = t.documents
  const to = routes.documentsSearch.to(code)
  return (
    <section class='panel documents-panel' aria-labelledby='documents-title'>
      <details>
        <summary class='panel-head'>
          <h2 id='documents-title'>{search.title}</h2>
        </summary>
        <form class='documents-search' method='get' action={to} hx-get={to} hx-target={`#${ids.passages}`} hx-swap='outerHTML' hx-sync='this:replace' role='search'>
          <label class='visually-hidden' for={ids.field('question')}>{search.question}</label>
          <input id={ids.field('question')} type='text' enterkeyhint='search' name='q' placeholder={search.question} required maxlength={QUESTION_MAX} autocomplete='off' dir='auto' />
          <button class='button' type='submit'>{search.submit}</button>
        </form>
        <Passages t={t} passages={null} />
      </details>
    </section>
  )
}

/** @param passages null: nothing was asked yet */
export function Passages({ t, passages, failed = false }: { t: Messages; passages: readonly ShownPassage[] | null; failed?: boolean }) {
  const { search } = t.documents
  const said = failed ? search.failed : passages === null ? '' : passages.length === 0 ? search.none : search.found(passages.length)
  return (
    <div id={ids.passages} class='passages'>
      <p class='hint' role='status'>{said}</p>
      {passages?.map(({ documentName, page, text }) => (
        <figure class='passage'>
          <blockquote dir='auto'>{text}</blockquote>
          <figcaption>
            <bdi>{documentName}</bdi>{page !== null && `, ${search.page(page)}`}
          </figcaption>
        </figure>
      ))}
    </div>
  )
}
