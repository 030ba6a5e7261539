import type { LineHelp } from '../../domain/transcript.ts'
import type { Messages } from '../messages/mod.ts'

/** What the room's vocabulary and documents put right in a line: a small mark, and behind it which document, and its passage. */
export function CaptionHelp({ t, helped }: { t: Messages; helped: readonly LineHelp[] }) {
  const words = t.vocabulary
  return (
    <details class='caption-help'>
      <summary aria-label={`${words.helped}: ${helped.map(({ term }) => term).join(', ')}`}>
        <span aria-hidden='true'>✓</span> {words.helped}
      </summary>
      <ul>
        {helped.map(({ term, heard, document }) => (
          <li dir='auto'>
            {words.helpedBy[document ? 'document' : 'vocabulary'](term, heard)}
            {typeof document === 'string' && <p>{words.helpedGone[document]}</p>}
            {document !== null && typeof document === 'object' && (
              <figure>
                <blockquote dir='auto'>{document.passage}</blockquote>
                <figcaption><bdi>{document.name}</bdi>{document.page !== null && `, ${words.page(new Intl.NumberFormat(t.locale).format(document.page))}`}</figcaption>
              </figure>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
