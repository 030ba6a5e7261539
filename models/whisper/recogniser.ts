import type { Pcm } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'

/** More hints, and longer ones, are left out. */
export const HINTS_MAX = 8

export interface RecogniseOptions {
  /** What the speaker chose, or null to detect. */
  readonly language: Language | null
  /** Where it is detected, what the speaker has spoken so far: kept unless another language is clearly heard, and no slower than a chosen one. */
  readonly expected?: Language | null
  /**
   * How the encoder's window is chosen. `sized`: it fits the segment, and what went in circles or left doubt is heard once
   * more at full size, which keeps the words nearest to the full window's. `live`: the same, with a second look at half the
   * cost where there was only doubt, and none for doubt while the machine is too busy for it: for words that someone waits for. `quick`: once, for text that is replaced soon.
   * `full`: 30 s.
   */
  readonly window?: 'sized' | 'live' | 'quick' | 'full'
  /** Tokens of an earlier transcript of the beginning of this speech: verified first, which saves most steps. */
  readonly draft?: readonly number[]
  /** The `model` of the transcript that the draft is from. Another model does without: its tokens may mean something else. */
  readonly draftModel?: string
  /** Words that may have been said: the model is told them as if they had come before, and hears them sooner. A few: each costs time. */
  readonly hints?: readonly string[]
  /** Tell when each word ends, where the model knows: for speech that goes on in a segment that repeats its end. */
  readonly wordTimes?: boolean
  /** Voice was heard from one end to the other: only what is surely silence is dropped as such. */
  readonly spoken?: boolean
  readonly signal?: AbortSignal
}

/** Speech → text. PCM float32 [-1, 1], 16 kHz mono, at most 30 s. */
export interface Recogniser {
  /** Throws DomainError `invalid-audio` (empty, too long, not finite), `language-unavailable`, `model-unavailable`, `timeout`. */
  recognise(pcm: Pcm, options: RecogniseOptions): Promise<Transcript>
  close(): Promise<void>
}
