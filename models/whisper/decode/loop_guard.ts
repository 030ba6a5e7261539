/** Words in a row that say the same, as a speaker may ("no, no, no"), before it is a loop. */
const MOST_REPEATS = 4
/** From this many tokens on, a phrase that comes three times in a row is a loop. */
const PHRASE_TOKENS = 4
const LONGEST_TOKENS = 40

export interface Loop {
  /** Tokens of what is repeated. */
  readonly period: number
  /** How often it stands in a row at the end. */
  readonly repeats: number
}

/**
 * Whether text that ends here goes round in circles: the same n-gram again and again at its end. Timestamps are
 * not part of `tokens`.
 */
export function findLoop(tokens: readonly number[]): Loop | null {
  const longest = Math.min(LONGEST_TOKENS, tokens.length >> 1)
  for (let period = 1; period <= longest; period++) {
    const repeats = repeatsAtEnd(tokens, period)
    if (repeats > (period < PHRASE_TOKENS ? MOST_REPEATS : 2)) return { period, repeats }
  }
  return null
}

/** Tokens of an echo: half a sentence. */
const ECHO_TOKENS = 8

/**
 * Whether text has begun to say once more what it said before. Stock weights do so in short windows, where the speech
 * has ended; people do it as well, so it is a reason to listen again, not to cut.
 */
export function hasEcho(tokens: readonly number[]): boolean {
  const tail = tokens.length - ECHO_TOKENS
  for (let from = tail - ECHO_TOKENS; from >= 0; from--) {
    let same = 0
    while (same < ECHO_TOKENS && tokens[from + same] === tokens[tail + same]) same++
    if (same === ECHO_TOKENS) return true
  }
  return false
}

/** How often the last `period` tokens stand in a row at the end. */
function repeatsAtEnd(tokens: readonly number[], period: number): number {
  let same = 0
  for (let at = tokens.length - 1; at >= period && tokens[at] === tokens[at - period]; at--) same++
  return 1 + Math.floor(same / period)
}
