import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'
import type { Window } from './pieces.ts'

export interface PiperThreadData {
  /** Path of the graph up to the latents, or of the whole voice; null in a thread that makes sound alone. */
  readonly encoder: string | null
  /** Path of the graph from the latents on; null where the voice is in one graph. */
  readonly decoder: string | null
  /** onnxruntime's, for the encoder: convolutions of one dimension run on one. */
  readonly threads: number
}

export interface EncodeInput {
  readonly ids: readonly number[]
  /** noise, length, noise_w */
  readonly scales: readonly [number, number, number]
}

/** Float32 [channels, frames]; of a voice in one graph its sound, [1, samples]. */
export interface Encoded {
  readonly values: Float32Array
  readonly frames: number
}

export interface DecodeInput {
  /** The window's latents, float32 [channels, window.to - window.from]. */
  readonly latents: Float32Array
  readonly window: Window
}

await serveThread(async ({ encoder: encoderPath, decoder: decoderPath, threads }: PiperThreadData) => {
  const encoder = encoderPath === null ? null : await InferenceSession.create(encoderPath, options(threads))
  const decoder = decoderPath === null ? null : await InferenceSession.create(decoderPath, options(1))

  return {
    /** Answers when the weights are read. */
    async ready(): Promise<void> {},
    /** A sentence up to its latents, or up to its sound where the voice is in one graph. */
    async encode({ ids, scales }: EncodeInput): Promise<Encoded> {
      if (!encoder) throw new DomainError('internal', 'This thread of the voice makes sound alone')
      const made = Object.values(await encoder.run({
        input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        input_lengths: new Tensor('int64', [BigInt(ids.length)], [1]),
        scales: new Tensor('float32', scales, [3]),
        // Of a voice with several speakers, the first.
        ...(encoder.inputNames.includes('sid') ? { sid: new Tensor('int64', [0n], [1]) } : {}),
      }))[0]
      if (!made || !(made.data instanceof Float32Array) || made.data.length === 0) throw new DomainError('model-unavailable', 'The voice made nothing of the sentence')
      return { values: made.data, frames: Number(made.dims.at(-1)) }
    },
    /** The sound of a stretch of latents: float in [-1, 1]. */
    async decode({ latents, window }: DecodeInput): Promise<Float32Array> {
      if (!decoder) throw new DomainError('internal', 'The voice is in one graph')
      const frames = window.to - window.from
      const feeds: Record<string, Tensor> = { latents: new Tensor('float32', latents, [1, latents.length / frames, frames]) }
      for (const [index, cut] of window.cuts.entries()) {
        feeds[`from.${index + 1}`] = new Tensor('int64', [BigInt(cut.from)], [1])
        feeds[`to.${index + 1}`] = new Tensor('int64', [BigInt(cut.to)], [1])
      }
      const { sound } = await decoder.run(feeds)
      return (sound!.data as Float32Array).slice(window.sound.from, window.sound.to)
    },
  }
})

function options(threads: number): InferenceSession.SessionOptions {
  // Threads that spin while they wait take the core from recognition, which runs at the same time.
  return { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3, extra: { session: { intra_op: { allow_spinning: '0' } } } }
}
