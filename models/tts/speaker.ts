import type { Spoken } from '../../domain/spoken.ts'
import type { SpeakOptions, SpeakRequest } from './voice.ts'

export interface Speech {
  /** The one that began: another may go on where it fails. */
  readonly engine: string
  /** PCM int16, mono, 24,000 Hz, as it is made. Whoever stops reading stops the work. */
  readonly audio: AsyncIterable<Int16Array>
}

/** Reads texts aloud with whichever engine can. */
export interface Speaker {
  /**
   * Resolves with the first sound. Throws DomainError `invalid-input` (no words in it), `too-large`, `language-unavailable`, what the
   * last engine threw, or the signal's reason.
   */
  speak(request: SpeakRequest, options: SpeakOptions): Promise<Speech>
  spoken(): Spoken
  close(): Promise<void>
}
