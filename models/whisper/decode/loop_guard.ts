/** Words in a row that say the same, as a speaker may ("no, no, no"), before it is a loop. */
const MOST_REPEATS = 4
/** From this many tokens on, a phrase that comes three times in a row is a loop. */
const PHRASE_TOKENS = 4
const LONGEST_TOKENS = 40
/** From this many tokens on, even twice is suspect. */
const SENTENCE_TOKENS = 8

export interface Loop {
  /** Tokens of what is repeated. */
  readonly period: number
  /** How often it stands in a row at the end. */
  readonly repeats: number
}

/**
 * Whether text that ends here goes round in circles: the same n-gram again and again at its end. Timestamps are
 * not part of `tokens`.
 * @param strict counts a sentence that comes twice, which people do say: for a first try that has a second
 */
export function findLoop(tokens: readonly number[], { strict = false } = {}): Loop | null {
  const longest = Math.min(LONGEST_TOKENS, tokens.length >> 1)
  for (let period = 1; period <= longest; period++) {
    const repeats = repeatsAtEnd(tokens, period)
    const most = period < PHRASE_TOKENS ? MOST_REPEATS : strict && period >= SENTENCE_TOKENS ? 1 : 2
    if (repeats > most) return { period, repeats }
  }
  return null
}

/** How often the last `period` tokens stand in a row at the end. */
function repeatsAtEnd(tokens: readonly number[], period: number): number {
  let same = 0
  for (let at = tokens.length - 1; at >= period && tokens[at] === tokens[at - period]; at--) same++
  return 1 + Math.floor(same / period)
}
