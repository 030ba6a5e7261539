/** Samples that one VAD step takes: 32 ms at 16 kHz. */
export const VAD_FRAME_SAMPLES = 512
export const VAD_FRAME_MS = 32

/** Voice activity of one audio stream; keeps the stream's state. */
export interface VoiceActivityDetector {
  /**
   * Probability of speech, [0, 1], in the next 512 samples (PCM float32 [-1, 1], 16 kHz mono). One call at a time.
   * Throws DomainError `invalid-audio` for another length, `model-unavailable` when the model fails.
   */
  probability(frame: Float32Array): Promise<number>
  reset(): void
  close(): Promise<void>
}

/** The model behind the detectors of many streams. */
export interface VoiceActivityModel {
  /** A detector for a fresh stream. */
  open(): VoiceActivityDetector
  close(): Promise<void>
}
