import type { Language } from '../../domain/language.ts'

export interface CloneRequest {
  /** One sentence or a few; an engine splits what is too long for it. */
  readonly text: string
  readonly language: Language
  /** What `embed` of the same engine gave. */
  readonly embedding: Uint8Array
}

/** Voices that are heard while they are made. */
export interface LiveCloning {
  /** Loads what a voice needs in a language, so that its first words do not wait for that. Throws what `speak` throws. */
  prepare(voice: Pick<CloneRequest, 'language' | 'embedding'>, options?: CloneOptions): Promise<void>
}

export interface CloneOptions {
  readonly signal?: AbortSignal
}

/**
 * An engine that speaks in a given voice. Its errors are DomainErrors, and `retryable` says which may be gone at the next attempt:
 * `model-unavailable`, `timeout`, `unavailable` and `clone-failed` (what came is no speech) may, `clone-refused` (the engine does not take
 * this), `language-unavailable` and `clone-unavailable` (there is no engine) may not.
 */
export interface Cloner {
  /** Stands beside every embedding: those of another engine are of no use. */
  readonly engine: string
  /** Of engines that bring sound as they make it, quicker than it is heard where the machine bears that; null for all others. */
  readonly live: LiveCloning | null
  /** Those that it speaks; empty while it cannot be reached for the first time. */
  languages(options?: CloneOptions): Promise<readonly Language[]>
  /** Whether it would answer now. Never throws. */
  ready(options?: CloneOptions): Promise<boolean>
  /**
   * What the engine needs to know of a voice, opaque.
   * @param samples speech of one person, PCM s16 24 kHz mono, each checked
   */
  embed(samples: readonly Int16Array[], options?: CloneOptions): Promise<Uint8Array>
  /** Speech in that voice, PCM s16 24 kHz mono, in pieces as they are made; throws at the end when the whole was no speech. */
  speak(request: CloneRequest, options?: CloneOptions): AsyncIterable<Int16Array>
  close(): Promise<void>
}
