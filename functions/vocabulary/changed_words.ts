import { wordGaps } from '../../domain/word_gaps.ts'

/** Words of a term. */
const WORDS_MAX = 3
/** Words of what had been heard in its place. */
const HEARD_MAX = 5

/** Words that stand in the place of others. */
export interface ChangedWords {
  readonly term: string
  readonly heard: string
}

/**
 * What a correction put in the place of something else, where it looks like a term: a few words, with a capital or a digit within the sentence, or a single
 * long word. What was only added, taken away or written in another case tells of no term.
 */
export function changedWords(before: string, after: string): ChangedWords[] {
  const [old, now] = [wordsOf(before), wordsOf(after)]
  return wordGaps(old.length, now.length, (i, j) => old[i]!.toLowerCase() === now[j]!.toLowerCase()).flatMap(({ from, to, otherFrom, otherTo }) => {
    const [was, is] = [old.slice(from, to), now.slice(otherFrom, otherTo)]
    if (was.length === 0 || is.length === 0 || is.length > WORDS_MAX || was.length > HEARD_MAX) return []
    const [heard, term] = [was.join(' '), is.join(' ')]
    const telling = is.some((word, at) => /\p{N}/u.test(word) || (/\p{Lu}/u.test(word) && (otherFrom + at > 0 || /.\p{Lu}/u.test(word)))) || (is.length === 1 && term.length >= 7)
    return telling ? [{ term, heard }] : []
  })
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu) ?? []
}
