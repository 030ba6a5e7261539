import { DomainError } from '../../domain/errors.ts'
import type { VoiceActivityModel } from './vad.ts'

export interface ScriptedVad extends VoiceActivityModel {
  /** Frames seen so far, over all detectors. */
  readonly frames: number
  /** How often a detector was reset. */
  readonly resets: number
}

/**
 * For tests: probabilities from a script instead of a model.
 * @param script probability of the frame with that samples and number; throw to fail
 */
export function createScriptedVad(
  script: (frame: Float32Array, index: number) => number | Promise<number>,
): ScriptedVad {
  let frames = 0
  let resets = 0
  let closed = false
  return {
    open() {
      if (closed) throw new DomainError('model-unavailable', 'Cannot open a detector: the model is closed')
      let index = 0
      return {
        probability: async (frame) => {
          frames++
          return await script(frame, index++)
        },
        reset() {
          resets++
        },
        close: async () => {},
      }
    },
    close: async () => {
      closed = true
    },
    get frames() {
      return frames
    },
    get resets() {
      return resets
    },
  }
}
