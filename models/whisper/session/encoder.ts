import { rm } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encoderPath, prepareEncoder } from '../prepare/prepare_encoder.ts'
import { POSITIONS, WEIGHTS } from '../prepare/weigh_steps.ts'
import type { WhisperTraits } from '../traits.ts'
import { STEP_SAMPLES, summarise } from '../window.ts'
import type { Summary, Takes } from '../window.ts'

/** Audio as the decoder reads it: float32 [1, frames / 2, width]. */
export type EncodedAudio = Tensor

export interface Encoder {
  /** What windows it takes: `any` is any even number of frames. */
  readonly windows: Takes
  /** Why the full window alone. */
  readonly reason: string | null
  /**
   * @param mel float32 [mels, frames], frames even and at most 3000
   * @param summary of `frames / 2` steps, for an encoder that takes one; else each step is itself
   */
  encode(mel: Float32Array, frames: number, summary?: Summary): Promise<EncodedAudio>
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

export interface EncoderOptions {
  readonly threads: number
  readonly traits: Pick<WhisperTraits, 'mels' | 'steps'>
  /** Where a graph that was made to take short windows is kept. Null: none is made. */
  readonly cacheFolder: string | null
}

/** Frames of the window that an edited graph is tried with. */
const TRIAL_FRAMES = 200

/**
 * Opens Whisper's encoder (transformers.js layout, int8), for sized windows where it takes them or can be made to.
 * Throws what the file system and onnxruntime throw, and DomainError `model-unavailable` for a broken graph.
 */
export async function openEncoder(folder: string, { threads, traits, cacheFolder }: EncoderOptions): Promise<Encoder> {
  const prepared = await prepareEncoder(folder, { cacheFolder, steps: traits.steps })
  if (!prepared.edited) return open(prepared.path, prepared, { threads, traits })
  try {
    const encoder = await open(prepared.path, prepared, { threads, traits })
    const { dims } = await encoder.encode(new Float32Array(traits.mels * TRIAL_FRAMES), TRIAL_FRAMES)
    if (dims[1] === TRIAL_FRAMES / 2) return encoder
    await encoder.close()
    throw new Error(`it answers ${TRIAL_FRAMES} frames with ${dims[1]} steps`)
  } catch (error) {
    const reason = `the changed graph does not run: ${error instanceof Error ? error.message : String(error)}`
    // Made anew by the next start: it may be the disk's fault.
    await rm(prepared.path, { force: true })
    return open(encoderPath(folder), { windows: 'full', reason }, { threads, traits })
  }
}

async function open(
  path: string, { windows, reason }: { windows: 'any' | 'full'; reason: string | null }, { threads, traits: { mels } }: Pick<EncoderOptions, 'threads' | 'traits'>,
): Promise<Encoder> {
  const session = await InferenceSession.create(path, sessionOptions(threads))
  const weighs = session.inputNames.includes(POSITIONS)
  return {
    windows: weighs && windows === 'any' ? 'summary' : windows, reason,
    async encode(mel, frames, summary = summarise({ samples: (frames / 2) * STEP_SAMPLES, block: null })) {
      const steps = frames / 2
      const { last_hidden_state: encoded } = await session.run({
        input_features: new Tensor('float32', mel, [1, mels, frames]),
        ...(weighs && { [POSITIONS]: new Tensor('int64', summary.positions, [steps]), [WEIGHTS]: new Tensor('float32', summary.weights, [1, 1, 1, steps]) }),
      })
      if (!encoded) throw new Error('The encoder gave no last_hidden_state')
      return encoded
    },
    close: () => session.release(),
  }
}
