/** Longest text for one call of the model, characters: others get their turn between two calls. */
const CHUNK_MAX = 400

export interface Piece {
  /** White space before and after, kept as it is. */
  readonly before: string
  readonly text: string
  readonly after: string
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** Sentences of a text with the white space around them; a sentence over `longest` characters is cut at a space. */
export function splitSentences(text: string, longest = CHUNK_MAX): Piece[] {
  return [...segmenter.segment(text)].flatMap(({ segment }) => cut(segment, longest)).map((part) => {
    const trimmed = part.trim()
    const start = trimmed === '' ? part.length : part.indexOf(trimmed)
    return { before: part.slice(0, start), text: trimmed, after: part.slice(start + trimmed.length) }
  })
}

function cut(sentence: string, longest: number): string[] {
  if (sentence.length <= longest) return [sentence]
  const space = sentence.lastIndexOf(' ', longest)
  let at = space > 0 ? space + 1 : longest
  // Half of a surrogate pair is no character.
  if (/[\ud800-\udbff]/.test(sentence[at - 1] ?? '')) at--
  return [sentence.slice(0, at), ...cut(sentence.slice(at), longest)]
}
