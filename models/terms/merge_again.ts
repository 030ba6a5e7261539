import { wordGaps } from '../../domain/word_gaps.ts'
import { hasTerm } from '../translation/faithful/terms.ts'
import type { PutTerm, SoundingWord } from './put_terms.ts'
import { soundDistance } from './sounds.ts'

/**
 * How unlike what was heard the first time and what was heard again may sound, where only the second has a term: both are the same speech. Chosen on
 * bench -- context.
 */
const LIMIT = 0.42

/** A text with the words that it has. */
export interface SoundingText {
  readonly text: string
  readonly words: readonly SoundingWord[]
}

/**
 * Takes into a text what was heard again, with terms in mind, where that has one of the terms: the stretch between words that both have,
 * where it sounds like what stands there. What else was heard otherwise the second time is left.
 */
export function mergeAgain(first: SoundingText, again: SoundingText, terms: readonly string[]): { readonly text: string; readonly put: readonly PutTerm[] } {
  let [made, at] = ['', 0]
  const put: PutTerm[] = []
  for (const { from, to, otherFrom, otherTo } of wordGaps(first.words.length, again.words.length, (i, j) => first.words[i]!.word === again.words[j]!.word)) {
    if (from === to || otherFrom === otherTo) continue
    const [own, other] = [first.words.slice(from, to), again.words.slice(otherFrom, otherTo)]
    const [start, end] = [own[0]!.start, own.at(-1)!.end]
    const heard = first.text.slice(start, end)
    const said = again.text.slice(other[0]!.start, other.at(-1)!.end)
    const found = terms.filter((term) => hasTerm(said, term) && !hasTerm(heard, term))
    if (found.length === 0 || soundDistance(own.flatMap(({ sounds }) => sounds), other.flatMap(({ sounds }) => sounds), LIMIT) > LIMIT) continue
    made += first.text.slice(at, start) + (/^\p{Lu}/u.test(heard) ? said.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : said)
    for (const term of found) put.push({ term, heard, heardEnd: end, start: made.length - said.length, end: made.length })
    at = end
  }
  return { text: made + first.text.slice(at), put }
}
