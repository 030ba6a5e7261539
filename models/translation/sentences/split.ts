import type { Language } from '../../../domain/language.ts'
import { languageTag } from '../../../domain/language.ts'
import { cutClauses, longestOf } from './clauses.ts'
import { goesOn } from './goes_on.ts'

/** A sentence and what stands around it: all pieces joined are the text. */
export interface Piece {
  /** White space and emoji before and after, kept as they are. */
  readonly before: string
  readonly text: string
  readonly after: string
}

export interface SplitOptions {
  readonly language: Language
  /** Longest piece, characters; the language's own when left out. */
  readonly longest?: number
}

const AROUND = String.raw`[\s\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f]*`
const PIECE = new RegExp(`^(${AROUND})(.*?)(${AROUND})$`, 'su')
/** The Unicode rules leave these at the end of the sentence before. */
const OPENING = /[“‘「『（(«¿¡[{]+$/u
/** Tibetan ends sentences with these, which the Unicode rules take for ordinary punctuation. */
const TIBETAN = /(?<=[།༎༏༔])\s*(?=[^\s།༎༏༔])/u

/**
 * A text's sentences by the Unicode rules (UAX 29) and those of its language: no end after titles, abbreviations and initials. One that is
 * longer than the engines take is cut at its clauses. A line break always ends one. Where a sentence ends does not depend on what stands before it,
 * so those of a text that goes on are the first ones of the longer text, save the last.
 */
export function splitSentences(text: string, { language, longest = longestOf(language) }: SplitOptions): Piece[] {
  return joinParts(segment(text, language), language).flatMap((sentence) => cutClauses(sentence, { language, longest })).map(toPiece)
}

/**
 * Length of the part of a growing text whose sentences stay as they are whatever follows: all but the last one, and that too where it
 * ends in a question or exclamation mark, or a full stop of a script without capitals.
 */
export function settledLength(text: string, language: Language): number {
  const sentences = joinParts(segment(text, language), language)
  const last = sentences.at(-1) ?? ''
  const isFirm = !hasOpenQuote(last) && /[!?。！？؟।။។…\n]["”’»」』)\s]*$/u.test(last) && !/(?:\.{2,}|…|[/@]\S*)["”’»\s]*$/u.test(last)
  return isFirm ? text.length : text.length - last.length
}

/** What closes the quotation belongs to the sentence. */
function hasOpenQuote(sentence: string): boolean {
  const count = (pattern: RegExp) => sentence.match(pattern)?.length ?? 0
  return count(/[“«「『（(‘]/gu) > count(/[”»」』）)’]/gu) || count(/"/g) % 2 === 1
}

function segment(text: string, language: Language): string[] {
  const segments = [...new Intl.Segmenter(languageTag(language), { granularity: 'sentence' }).segment(text)].map((one) => one.segment)
  return language === 'bo' ? segments.flatMap((one) => one.split(TIBETAN)) : segments
}

function joinParts(segments: readonly string[], language: Language): string[] {
  const sentences: string[] = []
  let open = ''
  for (const [index, one] of segments.entries()) {
    open += one
    const next = segments[index + 1]
    if (next === undefined) break
    const [opening = ''] = OPENING.exec(open) ?? []
    if (goesOn(open, next, language)) continue
    sentences.push(open.slice(0, open.length - opening.length))
    open = opening
  }
  return open === '' ? sentences : [...sentences, open]
}

function toPiece(part: string): Piece {
  const [, before = '', text = '', after = ''] = PIECE.exec(part) ?? []
  return { before, text, after }
}
