import { DUB_RATE_HZ, SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { toFloat } from '../tts/samples.ts'
import type { VoiceActivityModel } from '../vad/vad.ts'
import { resample } from './decode/resample.ts'
import { findSpeech, speechLengthMs } from './speech_ranges.ts'

/** How long a character takes at an even pace, ms: letters, and signs that stand for a syllable or a word. */
const LETTER_MS = 65
const SIGN_MS: Partial<Record<Language, number>> = { zh: 220, yue: 220, ja: 160, ko: 150 }
/** Speech is neither four times as quick nor four times as slow, but for a moment of silence. */
const SHARE_MIN = 0.25
const SHARE_MAX = 4
const SLACK_MS = 4_000
/** Short words last at least this. */
const SHORTEST_MS = 120
/** The cause of the failure of speech that has been said, and goes on. */
export const ENDLESS = 'no end'
/** Of a sentence, less than this is speech when an engine mumbles, hisses or falls silent. */
const SPEECH_SHARE_MIN = 0.25

/**
 * Whether an engine's sound can be the text: there is some, of a length that fits, and there is speech in it. Engines that sample can end at once,
 * never end, or hiss; nobody should hear that in a person's voice.
 * @param samples PCM s16 24 kHz mono
 * Throws DomainError `clone-failed` that says what is wrong.
 */
export async function checkSpeech(
  samples: Int16Array, { text, language, vad, signal }: { readonly text: string; readonly language: Language; readonly vad: VoiceActivityModel; readonly signal?: AbortSignal },
): Promise<void> {
  if (samples.length === 0) throw new DomainError('clone-failed', 'The engine gave no sound')
  const letters = text.replace(/[^\p{L}\p{N}]/gu, '').length
  const expectedMs = letters * (SIGN_MS[language] ?? LETTER_MS)
  const ms = (samples.length * 1_000) / DUB_RATE_HZ
  if (ms < Math.max(SHORTEST_MS, expectedMs * SHARE_MIN)) throw new DomainError('clone-failed', `The engine gave ${Math.round(ms)} ms of sound for ${letters} letters`)
  if (ms > expectedMs * SHARE_MAX + SLACK_MS) throw new DomainError('clone-failed', `The engine gave ${Math.round(ms)} ms of sound for ${letters} letters: it did not find the end`, { cause: ENDLESS })
  if (letters === 0) return
  const pcm = resample(toFloat(samples), DUB_RATE_HZ, SPEECH_RATE)
  const speechMs = speechLengthMs(await findSpeech(pcm, { vad, signal }))
  if (speechMs < Math.min(ms, expectedMs) * SPEECH_SHARE_MIN) {
    throw new DomainError('clone-failed', `The engine gave ${Math.round(ms)} ms of sound, of which ${Math.round(speechMs)} ms are speech`)
  }
}
