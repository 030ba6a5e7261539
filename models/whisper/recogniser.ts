import type { Pcm } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'

export interface RecogniseOptions {
  /** What the speaker chose, or null to detect. */
  readonly language: Language | null
  /**
   * `sized`: the encoder's window fits the segment, with a second try at full size; `quick`: the same without a second
   * try, for text that is replaced soon; `full`: 30 s.
   */
  readonly window?: 'sized' | 'quick' | 'full'
  readonly signal?: AbortSignal
}

/** Speech → text. PCM float32 [-1, 1], 16 kHz mono, at most 30 s. */
export interface Recogniser {
  /** Throws DomainError `invalid-audio` (empty, too long, not finite), `language-unavailable`, `model-unavailable`, `timeout`. */
  recognise(pcm: Pcm, options: RecogniseOptions): Promise<Transcript>
  close(): Promise<void>
}
