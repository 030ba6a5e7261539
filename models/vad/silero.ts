import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DomainError } from '../../domain/errors.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { VAD_FRAME_SAMPLES } from './vad.ts'
import type { VoiceActivityDetector, VoiceActivityModel } from './vad.ts'

/** The model sees the last samples of the previous frame before each new one. */
const CONTEXT_SAMPLES = 64
const STATE_SHAPE = [2, 1, 128]
const STATE_LENGTH = 2 * 1 * 128

/**
 * Silero VAD 6 (https://github.com/snakers4/silero-vad): `input` [1, 64 + 512], `state` [2, 1, 128], `sr` →
 * `output` [1, 1], `stateN`. One session serves all streams; each detector holds its own state.
 * @param modelFile path of the ONNX file
 * Throws DomainError `model-unavailable` when it cannot be loaded.
 */
export async function loadSilero(modelFile: string): Promise<VoiceActivityModel> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch(
    (cause: unknown) => {
      throw new DomainError('model-unavailable', `Cannot load the voice activity model from "${modelFile}"`, { cause })
    },
  )
  let released: Promise<void> | null = null
  return {
    open: () => createDetector(session),
    close() {
      released ??= session.release()
      return released
    },
  }
}

function createDetector(session: InferenceSession): VoiceActivityDetector {
  const rate = new Tensor('int64', BigInt64Array.of(BigInt(SPEECH_RATE)), [])
  const samples = new Float32Array(CONTEXT_SAMPLES + VAD_FRAME_SAMPLES)
  let state: Tensor = freshState()

  return {
    async probability(frame) {
      if (frame.length !== VAD_FRAME_SAMPLES) {
        throw new DomainError(
          'invalid-audio',
          `Cannot detect speech in ${frame.length} samples: a frame has ${VAD_FRAME_SAMPLES}`,
        )
      }
      samples.copyWithin(0, VAD_FRAME_SAMPLES)
      samples.set(frame, CONTEXT_SAMPLES)
      const input = new Tensor('float32', samples, [1, samples.length])
      const { output, stateN } = await session.run({ input, state, sr: rate }).catch((cause: unknown) => {
        throw new DomainError('model-unavailable', 'Cannot detect speech: the model failed', { cause })
      })
      const probability = output?.data[0]
      if (!stateN || typeof probability !== 'number') {
        throw new DomainError('model-unavailable', 'Cannot detect speech: the model gave no probability')
      }
      state = stateN as Tensor
      return probability
    },
    reset() {
      state = freshState()
      samples.fill(0)
    },
    async close() {
      state = freshState()
    },
  }
}

function freshState(): Tensor {
  return new Tensor('float32', new Float32Array(STATE_LENGTH), STATE_SHAPE)
}
