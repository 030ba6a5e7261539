/** Speech of one speaker, seconds from the first sample. Turns of different speakers may overlap. */
export interface Turn {
  readonly speaker: string
  readonly startS: number
  readonly endS: number
}

/** A speaker heard before: L2-normalised embedding (mean), and the seconds of single-speaker speech behind it. */
export interface KnownSpeaker {
  readonly id: string
  readonly embedding: Float32Array
  readonly seconds: number
}

export interface Diarization {
  /** Ordered by start. */
  readonly turns: readonly Turn[]
  /** All speakers after this audio, known ones first and in their order, with embeddings updated. */
  readonly speakers: readonly KnownSpeaker[]
  /** Ids that turned out to be another one's: rename captions (late correction). `speakers` lacks `from`. */
  readonly merged: readonly { readonly from: string; readonly to: string }[]
}

export interface DiarizeOptions {
  readonly known?: readonly KnownSpeaker[]
  /** How many people speak, if somebody knows. */
  readonly speakers?: number
  /** The most that can be told apart: 10 by default. */
  readonly maxSpeakers?: number
  readonly signal?: AbortSignal
  /** Called with 0 to 1, never less than before. */
  readonly onProgress?: (share: number) => void
}

/**
 * Says who spoke when. `pcm` is float32 in [-1, 1], 16 kHz mono. Ids of new speakers are unlike all of `known`.
 * Throws DomainError `invalid-audio` for samples that are no numbers, `too-large` for more audio than it takes at once (4 hours),
 * `model-unavailable` when a model failed or the thread ended, and the signal's reason.
 */
export interface Diarizer {
  readonly name: string
  diarize(pcm: Float32Array, options?: DiarizeOptions): Promise<Diarization>
  close(): Promise<void>
}
