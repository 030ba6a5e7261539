import type { Language } from '../../domain/language.ts'

/** Longest text that is spoken in one call, characters. */
export const SPEAK_TEXT_MAX = 5_000
/** How much quicker or slower than usual a text may be spoken. */
export const SPEED = Object.freeze({ min: 0.5, usual: 1, max: 2 })

export interface SpeakRequest {
  readonly text: string
  readonly language: Language
  /** 1 is usual, 1.25 a quarter quicker; within SPEED. */
  readonly speed?: number
}

export interface SpeakOptions {
  readonly signal: AbortSignal
}

/** One engine that reads texts aloud. */
export interface Voice {
  /** Which, for headers, logs and metrics. */
  readonly engine: string
  /** Whether it can be asked for this language now. */
  speaks(language: Language): boolean
  /**
   * Sound as soon as there is some, in pieces of any size: PCM int16, mono, 24,000 Hz (DUB_RATE_HZ). Whoever stops reading stops the work.
   * Throws DomainError `language-unavailable`, `model-unavailable`, `unavailable`, or the signal's reason.
   */
  speak(request: SpeakRequest, options: SpeakOptions): AsyncIterable<Int16Array>
  close(): Promise<void>
}
