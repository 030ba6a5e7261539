import type { Language } from '../../../domain/language.ts'
import { languageTag } from '../../../domain/language.ts'

/** The engines break off at 128 word pieces: about four characters each where words have spaces between, and one otherwise. */
const LONGEST = 400
const LONGEST_WITHOUT_SPACES = 110
const WITHOUT_SPACES: ReadonlySet<Language> = new Set<Language>(['zh', 'yue', 'ja', 'th', 'lo', 'km', 'my', 'bo'])
/** Where a sentence that is too long comes apart best; each is tried from the end of what fits. */
const BOUNDARIES = [/[;:؛；：—–]\s*|(?<=[.…])\s+/gu, /[,،、，]\s*/gu, /\s+/gu] as const

/** Longest piece of a language, characters. */
export function longestOf(language: Language): number {
  return WITHOUT_SPACES.has(language) ? LONGEST_WITHOUT_SPACES : LONGEST
}

/** A sentence in parts of at most `longest` characters: at a clause, else a comma, a space, a word (Thai, Lao, Chinese), a character. */
export function cutClauses(sentence: string, { language, longest }: { readonly language: Language; readonly longest: number }): string[] {
  const parts: string[] = []
  let rest = sentence
  while (rest.trimEnd().length > longest) {
    const at = findCut(rest.slice(0, longest + 1), { language, longest })
    parts.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...parts, rest]
}

function findCut(head: string, { language, longest }: { readonly language: Language; readonly longest: number }): number {
  // A cut in the first third would leave crumbs: the next kind of boundary is better.
  const least = longest / 3
  for (const boundary of BOUNDARIES) {
    const ends = [...head.matchAll(boundary)].map((match) => match.index + match[0].length).filter((end) => end >= least && end <= longest)
    if (ends.length > 0) return ends.at(-1)!
  }
  const words = [...new Intl.Segmenter(languageTag(language), { granularity: 'word' }).segment(head)].map(({ index }) => index)
  const word = words.filter((index) => index >= least && index <= longest).at(-1)
  if (word !== undefined) return word
  const characters = [...new Intl.Segmenter(languageTag(language)).segment(head)].map(({ index }) => index)
  return characters.filter((index) => index > 0 && index <= longest).at(-1) ?? longest
}
