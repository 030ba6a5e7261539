import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { sessionOptions } from './encoder.ts'
import type { EncodedAudio } from './encoder.ts'

/** One sequence of tokens over one stretch of encoded audio, with its key-value cache. */
export interface Sequence {
  /**
   * Appends tokens.
   * @returns logits of each appended token's successor, row after row: float32 [tokens, vocabulary]. The array is
   *   the caller's until the next call.
   */
  append(tokens: readonly number[]): Promise<Float32Array>
  /** Takes the last tokens back, as if they had not been appended. */
  drop(count: number): void
}

export interface Decoder {
  readonly vocabularySize: number
  begin(encoded: EncodedAudio): Sequence
  close(): Promise<void>
}

type Feeds = Record<string, Tensor>

/** Opens Whisper's merged decoder (transformers.js layout, int8). */
export async function openDecoder(folder: string, { threads }: { threads: number }): Promise<Decoder> {
  const session = await InferenceSession.create(join(folder, 'onnx', 'decoder_model_merged_quantized.onnx'), sessionOptions(threads))
  const past = session.inputNames.filter((name) => name.startsWith('past_key_values.'))
  const { heads, width } = cacheShape(session)
  const present = new Map(past.map((name) => [name, name.replace('past_key_values', 'present')]))
  // The cross-attention's keys and values never change after the first step: fetched once.
  const growing = past.filter((name) => name.includes('.decoder.'))
  const later = ['logits', ...growing.map((name) => present.get(name)!)]
  const [first, cached] = [new Tensor('bool', Uint8Array.of(0), [1]), new Tensor('bool', Uint8Array.of(1), [1])]

  return {
    vocabularySize: vocabularySize(session),
    begin(encoded) {
      const feeds: Feeds = { encoder_hidden_states: encoded, use_cache_branch: first }
      for (const name of past) feeds[name] = new Tensor('float32', new Float32Array(0), [1, heads, 0, width])
      let started = false
      return {
        async append(tokens) {
          feeds['input_ids'] = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length])
          const outputs = await (started ? session.run(feeds, later) : session.run(feeds))
          for (const name of started ? growing : past) feeds[name] = outputs[present.get(name)!]!
          feeds['use_cache_branch'] = cached
          started = true
          return outputs['logits']!.data as Float32Array
        },
        drop(count) {
          if (count > 0) for (const name of growing) feeds[name] = shortened(feeds[name]!, count)
        },
      }
    },
    close: () => session.release(),
  }
}

/** A cache tensor, float32 [1, heads, tokens, width], without its last tokens. */
function shortened({ data, dims }: Tensor, count: number): Tensor {
  const [, heads, tokens, width] = dims as [number, number, number, number]
  const kept = (tokens - count) * width
  const values = new Float32Array(heads * kept)
  for (let head = 0; head < heads; head++) {
    const from = head * tokens * width
    values.set((data as Float32Array).subarray(from, from + kept), head * kept)
  }
  return new Tensor('float32', values, [1, heads, tokens - count, width])
}

function cacheShape(session: InferenceSession): { heads: number; width: number } {
  const input = session.inputMetadata.find(({ name }) => name === 'past_key_values.0.decoder.key')
  const [, heads, , width] = input?.isTensor ? input.shape : []
  if (typeof heads !== 'number' || typeof width !== 'number') throw new Error('The decoder has no key-value cache of a known shape')
  return { heads, width }
}

function vocabularySize(session: InferenceSession): number {
  const output = session.outputMetadata.find(({ name }) => name === 'logits')
  const size = output?.isTensor ? output.shape.at(-1) : undefined
  if (typeof size !== 'number') throw new Error('The decoder has no vocabulary of a known size')
  return size
}
