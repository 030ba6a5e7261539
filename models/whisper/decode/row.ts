import type { Vocabulary } from '../session/vocabulary.ts'

/** What the model says of one token's successor: its likeliest word, and the logits of all that is no word. */
export interface Row {
  /** The likeliest word of those that may be said, and its logit. */
  readonly token: number
  readonly logit: number
  /** Sum of exp(logit of a word - `logit`) over the words that may be said, and over those that may not. */
  readonly mass: number
  readonly hushedMass: number
  /** Logits of the end of text and of every token after it: float32 [vocabulary - endOfText]. */
  readonly tail: Float32Array
}

/** A logit that is lower than the largest by more than this adds less than a millionth of its weight: not worth an exp. */
const NEGLIGIBLE = 14

/**
 * Reads a row of plain logits.
 * @param logits float32 [vocabulary] from `at` on, `size` of them; those of words that may not be said are overwritten, and the row's tail is a view into it
 */
export function readRow(logits: Float32Array, { at, size }: { at: number; size: number }, { endOfText, suppressed }: Pick<Vocabulary, 'endOfText' | 'suppressed'>): Row {
  const hushedLogits = Array.from(suppressed, (token) => logits[at + token]!)
  for (const token of suppressed) logits[at + token] = -Infinity
  let [token, logit] = [-1, -Infinity]
  for (let i = 0; i < endOfText; i++) {
    if (logits[at + i]! > logit) [token, logit] = [i, logits[at + i]!]
  }
  let mass = 0
  for (let i = 0; i < endOfText; i++) {
    const below = logits[at + i]! - logit
    if (below > -NEGLIGIBLE) mass += Math.exp(below)
  }
  return { token, logit, mass, hushedMass: massOf(hushedLogits, logit), tail: logits.subarray(at + endOfText, at + size) }
}

/** Sum of exp(logit - top). */
export function massOf(logits: ArrayLike<number>, top: number): number {
  let mass = 0
  for (let i = 0; i < logits.length; i++) mass += Math.exp(logits[i]! - top)
  return mass
}

/** Probability of a token that is no word, among all tokens. */
export function probability({ logit, mass, hushedMass, tail }: Row, index: number): number {
  let top = logit
  for (const value of tail) if (value > top) top = value
  let sum = (mass + hushedMass) * Math.exp(logit - top)
  for (const value of tail) if (value - top > -NEGLIGIBLE) sum += Math.exp(value - top)
  return Math.exp(tail[index]! - top) / sum
}
