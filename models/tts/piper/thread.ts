import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'
import { windowOf } from './pieces.ts'
import type { Piece } from './pieces.ts'
import type { Reach } from './reach.ts'

export interface PiperThreadData {
  /** Path of the graph up to the latents; of the whole voice where `decoder` is null. */
  readonly encoder: string
  readonly decoder: { readonly path: string; readonly reach: Reach } | null
  readonly threads: number
}

export interface BeginInput {
  readonly ids: readonly number[]
  /** noise, length, noise_w */
  readonly scales: readonly [number, number, number]
}

export interface Begun {
  readonly sentence: number
  readonly frames: number
}

export interface PieceInput extends Piece {
  readonly sentence: number
}

/** Sentences that were begun and not ended; a caller that died leaves some. */
const OPEN_MAX = 16

await serveThread(async ({ encoder: encoderPath, decoder, threads }: PiperThreadData) => {
  const encoder = await InferenceSession.create(encoderPath, options(threads))
  const speaker = decoder && await InferenceSession.create(decoder.path, options(threads))
  const open = new Map<number, { frames: number; values: Float32Array }>()
  let number = 0

  return {
    /** A sentence up to its latents, or up to its sound where the voice is in one graph. */
    async begin({ ids, scales }: BeginInput): Promise<Begun> {
      const feeds: Record<string, Tensor> = {
        input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        input_lengths: new Tensor('int64', [BigInt(ids.length)], [1]),
        scales: new Tensor('float32', scales, [3]),
        // Of a voice with several speakers, the first.
        ...(encoder.inputNames.includes('sid') ? { sid: new Tensor('int64', [0n], [1]) } : {}),
      }
      const made = Object.values(await encoder.run(feeds))[0]
      if (!made || !(made.data instanceof Float32Array) || made.data.length === 0) throw new DomainError('model-unavailable', 'The voice made nothing of the sentence')
      const frames = Number(made.dims.at(-1))
      const sentence = number++
      open.set(sentence, { frames, values: made.data })
      for (const [oldest] of open) if (open.size > OPEN_MAX) open.delete(oldest)
      return { sentence, frames }
    },
    /** The sound of some of its frames: float in [-1, 1]. */
    async piece({ sentence, from, to }: PieceInput): Promise<Float32Array> {
      const begun = open.get(sentence)
      if (!begun) throw new DomainError('internal', `The sentence ${sentence} is not open`)
      if (!decoder || !speaker) return begun.values.slice(from, to)
      const window = windowOf({ from, to }, begun.frames, decoder.reach)
      const feeds: Record<string, Tensor> = { latents: columns(begun.values, begun.frames, window) }
      for (const [index, cut] of window.cuts.entries()) {
        feeds[`from.${index + 1}`] = new Tensor('int64', [BigInt(cut.from)], [1])
        feeds[`to.${index + 1}`] = new Tensor('int64', [BigInt(cut.to)], [1])
      }
      const { sound } = await speaker.run(feeds)
      return (sound!.data as Float32Array).slice(window.sound.from, window.sound.to)
    },
    async end({ sentence }: { sentence: number }): Promise<void> {
      open.delete(sentence)
    },
  }
})

/** Of [channels, frames], some frames as [1, channels, to - from]. */
function columns(values: Float32Array, frames: number, { from, to }: Piece): Tensor {
  const channels = values.length / frames
  const width = to - from
  const picked = new Float32Array(channels * width)
  for (let channel = 0; channel < channels; channel++) picked.set(values.subarray(channel * frames + from, channel * frames + to), channel * width)
  return new Tensor('float32', picked, [1, channels, width])
}

function options(threads: number): InferenceSession.SessionOptions {
  // Threads that spin while they wait take the core from recognition, which runs at the same time.
  return { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', extra: { session: { intra_op: { allow_spinning: '0' } } } }
}
