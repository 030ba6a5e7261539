import type { Language } from '../../../domain/language.ts'

/** What our own model wrote where nobody spoke; `tools/harvest_hallucinations.ts` makes the list. */
export interface HarvestedText {
  readonly text: string
  readonly language: Language
  /** Kind of sound → how often. */
  readonly sounds: Readonly<Record<string, number>>
}

export interface KnownHallucinations {
  /** `always`: a stock phrase, made of nothing. `in-doubt`: someone may well say it. Null: not on the list. */
  match(text: string): 'always' | 'in-doubt' | null
}

/** Heard this often, in more than one kind of sound, a longer text is the model's own. */
const STOCK_TIMES = 3
/** Up to this many words ("Thank you very much.") a text may well be spoken, and is dropped only in acoustic doubt. */
const ORDINARY_WORDS = 4
/** Languages that write no spaces: this many letters. */
const ORDINARY_LETTERS = 10

/** The list, ready to be asked. Texts are compared without case, punctuation and repeated spaces. */
export function createKnownHallucinations(harvested: readonly HarvestedText[]): KnownHallucinations {
  const matches = new Map<string, 'always' | 'in-doubt'>()
  for (const { text, sounds } of harvested) {
    const folded = foldText(text)
    if (folded) matches.set(folded, isStock(sounds) && !isOrdinary(folded) ? 'always' : (matches.get(folded) ?? 'in-doubt'))
  }
  return { match: (text) => matches.get(foldText(text)) ?? null }
}

/** Lower case, letters and digits only, words apart by one space. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()
}

function isStock(sounds: HarvestedText['sounds']): boolean {
  const times = Object.values(sounds)
  return times.length > 1 && times.reduce((sum, count) => sum + count, 0) >= STOCK_TIMES
}

function isOrdinary(folded: string): boolean {
  const words = folded.split(' ')
  return words.length > 1 ? words.length <= ORDINARY_WORDS : folded.length <= ORDINARY_LETTERS
}
