import type { Vocabulary } from '../session/vocabulary.ts'

/** What the next token may be: text and the end, timestamps from `timestampFrom` on, or either. */
export interface Allowed {
  readonly text: boolean
  readonly end: boolean
  readonly timestampFrom: number
  readonly timestampTo: number
}

export interface Picked {
  readonly token: number
  /** Of the token among those allowed. */
  readonly logProbability: number
}

/** A logit that is lower than the largest by more than this adds less than a millionth of its weight: not worth an exp. */
const NEGLIGIBLE = 14

/**
 * The likeliest allowed token. A timestamp is taken when timestamps together are likelier than every word (Whisper's
 * rule, openai/whisper decoding.py ApplyTimestampRules).
 * @param logits float32 [vocabulary] from `at` on; suppressed tokens are overwritten
 */
export function pick(logits: Float32Array, at: number, { endOfText, timestampBegin, suppressed }: Vocabulary, allowed: Allowed): Picked {
  for (let i = 0; i < suppressed.length; i++) logits[at + suppressed[i]!] = -Infinity
  const textFrom = allowed.text ? 0 : endOfText
  const textTo = allowed.end ? endOfText + 1 : endOfText
  const stampFrom = timestampBegin + allowed.timestampFrom
  const stampTo = timestampBegin + allowed.timestampTo + 1
  const text = likeliest(logits, at, textFrom, textTo)
  const stamp = likeliest(logits, at, stampFrom, stampTo)

  const top = Math.max(valueAt(logits, at, text), valueAt(logits, at, stamp))
  const stampMass = massOf(logits, at, stampFrom, stampTo, top)
  const total = Math.log(stampMass + massOf(logits, at, textFrom, textTo, top)) + top
  const stampsWin = stamp >= 0 && (text < 0 || Math.log(stampMass) + top > valueAt(logits, at, text))
  if (!stampsWin) return { token: text, logProbability: valueAt(logits, at, text) - total }
  return { token: stamp, logProbability: valueAt(logits, at, stamp) - (Math.log(stampMass) + top) }
}

/** Probability of one token among all. */
export function probability(logits: Float32Array, at: number, size: number, token: number): number {
  const top = valueAt(logits, at, likeliest(logits, at, 0, size))
  return Math.exp(logits[at + token]! - top) / massOf(logits, at, 0, size, top)
}

function likeliest(logits: Float32Array, at: number, from: number, to: number): number {
  let [best, value] = [-1, -Infinity]
  for (let i = from; i < to; i++) {
    if (logits[at + i]! > value) {
      value = logits[at + i]!
      best = i
    }
  }
  return best
}

function valueAt(logits: Float32Array, at: number, token: number): number {
  return token < 0 ? -Infinity : logits[at + token]!
}

/** Sum of exp(logit - top). */
function massOf(logits: Float32Array, at: number, from: number, to: number, top: number): number {
  let sum = 0
  for (let i = from; i < to; i++) {
    const below = logits[at + i]! - top
    if (below > -NEGLIGIBLE) sum += Math.exp(below)
  }
  return sum
}
