import { SPEECH_RATE } from '../../../domain/audio.ts'
import type { Transcript } from '../../../domain/caption.ts'
import type { Recogniser } from '../recogniser.ts'

/** An ordinary utterance. */
const UTTERANCE_SAMPLES = 4 * SPEECH_RATE
/** Tokens that are said in that time. */
const UTTERANCE_TOKENS = 16
/** The best of so many passes counts: what else the machine does makes one slower, never faster. */
const PASSES = 3

export interface Speed {
  /** What one pass over an ordinary utterance takes, decoded once in its window. */
  readonly passMs: number
  /** The same by the utterance's length: below 1 the machine keeps up with one speaker who is heard once. */
  readonly realTimeFactor: number
}

/**
 * Measures a warm recogniser on this machine in a second or so: a hum of four seconds, with the decoder's steps counted as if it had been
 * speech. Throws what `recognise` throws.
 */
export async function measureSpeed(recogniser: Recogniser, { signal }: { signal?: AbortSignal } = {}): Promise<Speed> {
  const hum = Float32Array.from({ length: UTTERANCE_SAMPLES }, (_, n) => 0.1 * Math.sin(n / 20))
  let passMs = Infinity
  for (let pass = 0; pass < PASSES; pass++) {
    passMs = Math.min(passMs, passOf(await recogniser.recognise(hum, { language: 'en', window: 'quick', signal })))
  }
  return { passMs, realTimeFactor: passMs / ((UTTERANCE_SAMPLES / SPEECH_RATE) * 1000) }
}

/** The end is a step as well. */
function passOf({ timing: { melMs, encodeMs, decodeMs }, tokens }: Transcript): number {
  return melMs + encodeMs + (decodeMs / (tokens.length + 1)) * (UTTERANCE_TOKENS + 1)
}
