import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DomainError } from '../../../domain/errors.ts'
import { cachePositions, freshState, nextState, readBundle, readNpy } from './bundle.ts'
import type { Bundle, State } from './bundle.ts'
import { readSentencePiece } from './sentence_piece.ts'
import type { SentencePiece } from './sentence_piece.ts'

const END_LOGIT = -4
/** No text is over before half a second. */
const FRAMES_MIN = 6
/** A text that does not end is cut: three tokens a second, and two seconds. */
const TOKENS_PER_SECOND = 3
const PADDING_S = 2
const NOISE_VARIANCE = 0.7

export interface PocketModel {
  readonly bundle: Bundle
  readonly tokenizer: SentencePiece
  /** The state in which the model has heard a voice. @param pcm float32 [-1, 1], 24 kHz mono */
  hearVoice(pcm: Float32Array): Promise<Voice>
  /** Latents of one part of a text, a frame of 80 ms each. */
  speak(ids: readonly number[], voice: Voice, options: SpeakOptions): AsyncGenerator<Float32Array>
  /** Sound of latents, in order: one decoder for each part. */
  decoder(): (latents: readonly Float32Array[]) => Promise<Float32Array>
  close(): Promise<void>
}

export interface SpeakOptions {
  readonly framesAfterEnd: number
  /** Normal, mean 0, variance 1. */
  readonly noise: () => number
  /** Above this the model says that the text is over. */
  readonly endLogit?: number
}

export interface Voice {
  readonly state: State
  /** Positions of the caches that it fills. */
  readonly positions: number
}

/**
 * One language of Pocket TTS (Kyutai; Rouard et al., Continuous Audio Language Models, 2025) as KevinAHM's ONNX export has it: `mimi_encoder` (voice →
 * conditioning), `text_conditioner` (tokens → embeddings), `flow_lm_main` (transformer with its caches as inputs and outputs), `flow_lm_flow` (one step
 * of the flow), `mimi_decoder` (latents → sound). Throws DomainError `model-unavailable` when something is missing.
 */
export async function loadPocketModel(folder: string, { threads = 2 }: { threads?: number } = {}): Promise<PocketModel> {
  const bundle = await readBundle(folder)
  const open = (...names: readonly string[]) => openFirst(folder, names, threads)
  const [encoder, conditioner, main, flow, decode] = await Promise.all([
    open('mimi_encoder.onnx'), open('text_conditioner.onnx'), open('flow_lm_main_int8.onnx', 'flow_lm_main.onnx'),
    open('flow_lm_flow_int8.onnx', 'flow_lm_flow.onnx'), open('mimi_decoder_int8.onnx', 'mimi_decoder.onnx'),
  ])
  const tokenizer = readSentencePiece(await readFile(join(folder, bundle.tokenizer_file)))
  const before = bundle.insert_bos_before_voice && bundle.bos_before_voice_file ? await readNpy(join(folder, bundle.bos_before_voice_file)) : new Float32Array(0)
  const { latent_dim: latentSize, conditioning_dim: width, flow_lm_state_manifest: manifest, mimi_state_manifest: decoderManifest } = bundle
  const frameSamples = bundle.sample_rate / bundle.frame_rate
  const capacity = cachePositions(manifest)
  const float = (data: Float32Array, shape: readonly number[]) => new Tensor('float32', data, shape)
  const noSequence = float(new Float32Array(0), [1, 0, latentSize])
  const noText = float(new Float32Array(0), [1, 0, width])
  const [zero, one] = [float(Float32Array.of(0), [1, 1]), float(Float32Array.of(1), [1, 1])]

  return {
    bundle,
    tokenizer,
    async hearVoice(pcm) {
      // Whole frames: an exporter makes a constant of the padding that the model would add.
      const audio = new Float32Array(Math.ceil(pcm.length / frameSamples) * frameSamples)
      audio.set(pcm)
      const heard = firstOutput(await encoder.run({ audio: float(audio, [1, 1, audio.length]) }), encoder)
      const conditioning = new Float32Array(before.length + heard.length)
      conditioning.set(before)
      conditioning.set(heard, before.length)
      const positions = conditioning.length / width
      const state = nextState(manifest, await main.run({ sequence: noSequence, text_embeddings: float(conditioning, [1, positions, width]), ...freshState(manifest) }))
      return { state, positions }
    },
    async *speak(ids, voice, { framesAfterEnd, noise, endLogit = END_LOGIT }) {
      const tokens = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
      const embeddings = firstOutput(await conditioner.run({ token_ids: tokens }), conditioner)
      let state = nextState(manifest, await main.run({ sequence: noSequence, text_embeddings: float(embeddings, [1, ids.length, width]), ...voice.state }))
      const frames = Math.min(Math.ceil((ids.length / TOKENS_PER_SECOND + PADDING_S) * bundle.frame_rate), capacity - voice.positions - ids.length)
      // Not a number: the model puts its beginning of speech there.
      let sequence = new Float32Array(latentSize).fill(Number.NaN)
      let endAt = Number.POSITIVE_INFINITY
      for (let frame = 0; frame < frames; frame++) {
        const outputs = await main.run({ sequence: float(sequence, [1, 1, latentSize]), text_embeddings: noText, ...state })
        state = nextState(manifest, outputs)
        if ((outputs.eos_logit!.data[0] as number) > endLogit && frame >= FRAMES_MIN) endAt = Math.min(endAt, frame)
        if (frame >= endAt + framesAfterEnd) return
        const latent = Float32Array.from({ length: latentSize }, () => noise() * Math.sqrt(NOISE_VARIANCE))
        const { flow_dir } = await flow.run({ c: outputs.conditioning!, s: zero, t: one, x: float(latent, [1, latentSize]) })
        sequence = latent.map((value, i) => value + (flow_dir!.data[i] as number))
        yield sequence
      }
    },
    decoder() {
      let state = freshState(decoderManifest)
      return async (latents) => {
        const joined = new Float32Array(latents.length * latentSize)
        latents.forEach((latent, i) => joined.set(latent, i * latentSize))
        const outputs = await decode.run({ latent: float(joined, [1, latents.length, latentSize]), ...state })
        state = nextState(decoderManifest, outputs)
        return firstOutput(outputs, decode)
      }
    },
    close: async () => {
      await Promise.all([encoder, conditioner, main, flow, decode].map((session) => session.release()))
    },
  }
}

async function openFirst(folder: string, names: readonly string[], threads: number): Promise<InferenceSession> {
  let cause: unknown
  for (const name of names) {
    try {
      return await InferenceSession.create(join(folder, name), { intraOpNumThreads: threads, interOpNumThreads: 1 })
    } catch (error) {
      cause = error
    }
  }
  throw new DomainError('model-unavailable', `Cannot load Pocket TTS from "${folder}": ${names.join(' or ')} cannot be read`, { cause })
}

function firstOutput(outputs: Readonly<Record<string, Tensor>>, { outputNames }: InferenceSession): Float32Array {
  return outputs[outputNames[0]!]!.data as Float32Array
}
