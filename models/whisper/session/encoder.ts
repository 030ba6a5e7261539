import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { MELS } from '../mel/log_mel.ts'

/** Audio as the decoder reads it: float32 [1, frames / 2, width]. */
export type EncodedAudio = Tensor

export interface Encoder {
  /** @param mel float32 [80, frames], frames even and at most 3000 */
  encode(mel: Float32Array, frames: number): Promise<EncodedAudio>
  close(): Promise<void>
}

/** Options of both sessions: everything fused, one operator at a time, memory kept between runs. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: true,
    // Threads that spin while they wait take the core from whoever else needs it: 5 % gained alone, half lost beside a browser.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
}

/** Opens Whisper's encoder (transformers.js layout, int8). */
export async function openEncoder(folder: string, { threads }: { threads: number }): Promise<Encoder> {
  const session = await InferenceSession.create(join(folder, 'onnx', 'encoder_model_quantized.onnx'), sessionOptions(threads))
  return {
    async encode(mel, frames) {
      const { last_hidden_state: encoded } = await session.run({ input_features: new Tensor('float32', mel, [1, MELS, frames]) })
      if (!encoded) throw new Error('The encoder gave no last_hidden_state')
      return encoded
    },
    close: () => session.release(),
  }
}
