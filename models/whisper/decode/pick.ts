import type { Vocabulary } from '../session/vocabulary.ts'
import type { Row } from './row.ts'

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

/**
 * The likeliest allowed token. A timestamp is taken when timestamps together are likelier than every word (Whisper's
 * rule, openai/whisper decoding.py ApplyTimestampRules).
 */
export function pick({ token, logit, mass, tail }: Row, { endOfText, timestampBegin }: Pick<Vocabulary, 'endOfText' | 'timestampBegin'>, allowed: Allowed): Picked {
  const end = allowed.end ? tail[0]! : -Infinity
  const word = allowed.text ? logit : -Infinity
  const [text, textLogit] = end > word ? [endOfText, end] : [token, word]
  const from = timestampBegin - endOfText + allowed.timestampFrom
  const to = Math.min(tail.length, timestampBegin - endOfText + allowed.timestampTo + 1)
  let [stamp, stampLogit] = [-1, -Infinity]
  for (let i = from; i < to; i++) if (tail[i]! > stampLogit) [stamp, stampLogit] = [endOfText + i, tail[i]!]

  const top = Math.max(textLogit, stampLogit)
  let stampMass = 0
  for (let i = from; i < to; i++) stampMass += Math.exp(tail[i]! - top)
  const textMass = Math.exp(end - top) + (allowed.text ? mass * Math.exp(logit - top) : 0)
  const total = Math.log(stampMass + textMass) + top
  const stampsWin = stamp >= 0 && (textLogit === -Infinity || Math.log(stampMass) + top > textLogit)
  if (!stampsWin) return { token: text, logProbability: textLogit - total }
  return { token: stamp, logProbability: stampLogit - (Math.log(stampMass) + top) }
}
