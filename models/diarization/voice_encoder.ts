import type { Pcm } from '../../domain/audio.ts'

/** Hops of 10 ms: what voices are picked out by. */
export const HOP_S = 0.01

/** Turns pieces of a recording into vectors of length 1 that lie close together when one person speaks. */
export interface VoiceEncoder {
  /** Two groups of speech are two people when the cosine of their vectors is below this. */
  readonly alike: number
  /** One person is heard again when the cosine with what was heard before is above this: short speech is less alike. */
  readonly again: number
  /** A few words are whoever's they are most like when the cosine is above this. */
  readonly near: number
  /** Two people known for a while turn out to be one when the cosine is above this. */
  readonly same: number
  /**
   * @param pieces each the hops of one voice, in order, at least one; hops are put one after the other
   * Throws DomainError `model-unavailable` when the model fails, and the signal's reason.
   */
  embed(pcm: Pcm, pieces: readonly (readonly number[])[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>
  close(): Promise<void>
}
