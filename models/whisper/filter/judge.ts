import type { Transcript } from '../../../domain/caption.ts'
import type { Phrase } from '../decode/phrases.ts'
import { compressionRatio } from './compression.ts'
import type { KnownHallucinations } from './known.ts'

export interface Claim {
  /** In order; they make the text. */
  readonly phrases: readonly Phrase[]
  readonly averageLogProbability: number
  readonly noSpeechProbability: number
  /** Voice activity detection heard speech all along. */
  readonly spoken?: boolean
  /** True when all of the text was one phrase in circles. */
  readonly loops: boolean
  readonly audioMs: number
}

export interface Verdict {
  readonly text: string
  readonly phrases: readonly Phrase[]
  readonly filtered: Transcript['filtered']
}

/**
 * Silence counts together with poor words (openai/whisper transcribe.py has 0.6 and -1; segments are shorter here), or
 * alone where it is certain. Our weights give sounds without speech 0.6 to 0.97, clear speech up to 0.35.
 */
const NO_SPEECH = 0.5
const POOR_LOG_PROBABILITY = -0.7
const SURELY_NO_SPEECH = 0.9
/** Words as poor as this are not worth reading even where someone spoke. */
const WORST_LOG_PROBABILITY = -1.5
const MOST_COMPRESSED = 2.4
/** Doubt enough to drop what is on the list but may be spoken. */
const DOUBT_NO_SPEECH = 0.5
const DOUBT_LOG_PROBABILITY = -1.2
/** A phrase that begins this near the end of the audio says nothing. */
const TAIL_MS = 20

/** Whether what the model wrote was said. */
export function judge({ phrases, averageLogProbability, noSpeechProbability, spoken = false, loops, audioMs }: Claim, known: KnownHallucinations): Verdict {
  const drop = (filtered: Verdict['filtered']): Verdict => ({ text: '', phrases: [], filtered })
  const inside = phrases.filter(({ startMs }) => startMs < audioMs - TAIL_MS)
  const text = inside.map((phrase) => phrase.text).join(' ')

  if (phrases.length > 0 && inside.length === 0) return drop('timestamps')
  if (!/[\p{L}\p{N}]/u.test(text)) return drop('no-speech')
  if (noSpeechProbability > SURELY_NO_SPEECH) return drop('no-speech')
  if (!spoken && noSpeechProbability > NO_SPEECH && averageLogProbability < POOR_LOG_PROBABILITY) return drop('no-speech')
  if (averageLogProbability < WORST_LOG_PROBABILITY) return drop('low-probability')
  if (loops || compressionRatio(text) > MOST_COMPRESSED) return drop('repetition')
  const listed = known.match(text)
  const inDoubt = noSpeechProbability > DOUBT_NO_SPEECH || averageLogProbability < DOUBT_LOG_PROBABILITY
  if (listed === 'always' || (listed === 'in-doubt' && inDoubt)) return drop('known-hallucination')
  return { text, phrases: inside, filtered: null }
}
