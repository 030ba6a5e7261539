import type { SearchHit } from '../../domain/transcript.ts'

/** Marks around what was found: characters that no kept text has. */
export const START = '\u0002'
export const STOP = '\u0003'

type Snippet = SearchHit['snippet']

/** Text with {@link START} and {@link STOP} as pieces; nothing of it is HTML. */
export function readMarks(marked: string): Snippet {
  const pieces = marked.split(START).flatMap((part, at) => {
    const [found, rest] = at === 0 ? ['', part] : part.split(STOP, 2)
    return [{ text: found ?? '', found: true }, { text: rest ?? '', found: false }]
  })
  return pieces.filter(({ text }) => text !== '')
}

/** For texts without spaces: marks the words of the query wherever they stand. */
export function highlightUnspaced(text: string, query: string): Snippet {
  const words = query.split(/[\s"]+/u).filter((word) => word && !word.startsWith('-')).sort((a, b) => b.length - a.length)
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`(${escaped.join('|')})`, 'giu')
  return text.split(pattern).map((piece, at) => ({ text: piece, found: at % 2 === 1 })).filter((piece) => piece.text !== '')
}
