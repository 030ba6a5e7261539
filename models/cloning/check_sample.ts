import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { integratedLoudness } from '../../domain/loudness.ts'
import type { SampleRefusal } from '../../domain/voice.ts'
import { SAMPLE_SPEECH_MAX_MS, SAMPLE_SPEECH_MIN_MS } from '../../domain/voice.ts'
import type { SpeakerEncoder } from '../embeddings/speaker.ts'
import type { VoiceActivityModel } from '../vad/vad.ts'
import { countSpeakers } from './count_speakers.ts'
import type { OverlapModel } from './overlap.ts'
import { findSpeech, keepSpeech, speechLengthMs } from './speech_ranges.ts'
import type { SpeechRange } from './speech_ranges.ts'

/** Less than this is a word at most. */
const NO_SPEECH_MS = 1_000
/** What is quieter has as much of the microphone's noise as of the voice. */
export const LEVEL_MIN_DBFS = -40
/** Samples cut off at full scale: a voice made of more of them crackles. */
export const CLIPPED_MAX_SHARE = 0.002

export interface SampleModels {
  readonly vad: VoiceActivityModel
  readonly encoder: SpeakerEncoder
  readonly overlap: OverlapModel
}

export interface SampleCheck {
  readonly ok: boolean
  readonly refusal: SampleRefusal | null
  readonly speechMs: number
  /** Integrated loudness of the speech, LUFS, which is dB below full scale; null when there is none. */
  readonly levelDbfs: number | null
  readonly clippedShare: number
  /** 1, or 2 for two and more; null when it was not looked at because of another refusal. */
  readonly speakers: number | null
  /** Where the speech is: `keepSpeech` leaves the pauses out. */
  readonly ranges: readonly SpeechRange[]
  /** The voice as a vector (`models/embeddings/speaker.ts`), to compare with others; null when refused before. */
  readonly embedding: Float32Array | null
}

/**
 * Whether a clip is good enough to make a voice of: 10 to 30 s of speech, loud enough, not cut off, of one person. The first refusal counts;
 * the numbers stand beside it either way.
 * @param clip what `decodeUpload` gave: 16 kHz mono and how much of the original was clipped
 * Throws DomainError `model-unavailable` when a model fails, and the signal's reason.
 */
export async function checkSample(
  { speech, clippedShare }: { readonly speech: Pcm; readonly clippedShare: number }, { vad, encoder, overlap }: SampleModels, { signal }: { signal?: AbortSignal } = {},
): Promise<SampleCheck> {
  const ranges = await findSpeech(speech, { vad, signal })
  const speechMs = speechLengthMs(ranges)
  const spoken = keepSpeech(speech, ranges)
  const level = integratedLoudness(spoken.length > 0 ? spoken : speech, SPEECH_RATE)
  const levelDbfs = Number.isFinite(level) ? level : null
  const measured = { speechMs, levelDbfs, clippedShare, ranges }
  const refusal = refuse(measured)
  if (refusal) return { ok: false, refusal, ...measured, speakers: null, embedding: null }

  signal?.throwIfAborted()
  const { speakers } = await countSpeakers(spoken, { encoder, overlap })
  if (speakers > 1) return { ok: false, refusal: 'several-speakers', ...measured, speakers, embedding: null }
  return { ok: true, refusal: null, ...measured, speakers, embedding: await encoder.embed(spoken) }
}

function refuse({ speechMs, levelDbfs, clippedShare }: Pick<SampleCheck, 'speechMs' | 'levelDbfs' | 'clippedShare'>): SampleRefusal | null {
  const quiet = levelDbfs !== null && levelDbfs < LEVEL_MIN_DBFS
  if (speechMs < NO_SPEECH_MS) return quiet && speechMs > 0 ? 'too-quiet' : 'no-speech'
  // Speech that is too quiet is found in pieces: saying more of it would not help.
  if (quiet) return 'too-quiet'
  if (speechMs < SAMPLE_SPEECH_MIN_MS) return 'too-short'
  if (speechMs > SAMPLE_SPEECH_MAX_MS) return 'too-long'
  return clippedShare > CLIPPED_MAX_SHARE ? 'clipped' : null
}
