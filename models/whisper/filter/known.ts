import type { Language } from '../../../domain/language.ts'

/** What our own model wrote where nobody spoke; `tools/harvest_hallucinations.ts` makes the list. */
export interface HarvestedText {
  readonly text: string
  readonly language: Language
  /** Kind of sound → how often. */
  readonly sounds: Readonly<Record<string, number>>
}

export interface KnownHallucinations {
  /** `always`: nobody says this in a meeting by chance. `in-doubt`: ordinary speech as well. Null: not on the list. */
  match(text: string): 'always' | 'in-doubt' | null
}

/** Up to this many words ("Thank you very much.") a text may well be spoken, and is dropped only in acoustic doubt. */
const ORDINARY_WORDS = 4
/** Languages that write no spaces: this many letters. */
const ORDINARY_LETTERS = 10

/** The list, ready to be asked. Texts are compared without case, punctuation and repeated spaces. */
export function createKnownHallucinations(harvested: readonly HarvestedText[]): KnownHallucinations {
  const texts = new Set(harvested.map(({ text }) => foldText(text)).filter(Boolean))
  return {
    match(text) {
      const folded = foldText(text)
      if (!texts.has(folded)) return null
      return isOrdinary(folded) ? 'in-doubt' : 'always'
    },
  }
}

/** Lower case, letters and digits only, words apart by one space. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()
}

function isOrdinary(folded: string): boolean {
  const words = folded.split(' ')
  return words.length > 1 ? words.length <= ORDINARY_WORDS : folded.length <= ORDINARY_LETTERS
}
