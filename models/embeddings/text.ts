import { basename, dirname, join } from 'node:path'
import { AutoTokenizer, env } from '@huggingface/transformers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DomainError } from '../../domain/errors.ts'
import type { ModelId } from '../registry.ts'

/** What models of sentences take at once, with the two marks around a text: what they were trained with, not what their positions would allow. */
export const TEXT_EMBEDDERS = Object.freeze({
  'all-MiniLM-L6-v2': { tokensMax: 256 },
  'paraphrase-multilingual-MiniLM-L12-v2': { tokensMax: 128 },
} as const satisfies Partial<Record<ModelId, { readonly tokensMax: number }>>)

export type TextEmbedderId = keyof typeof TEXT_EMBEDDERS

/** Length of the vectors of all of them. */
export const TEXT_EMBEDDING_SIZE = 384
const MARKS = 2

/** Turns texts into vectors that lie close together when they mean the same. */
export interface TextEmbedder {
  readonly model: TextEmbedderId
  /** What of a text it reads: word pieces without the marks. */
  readonly tokensMax: number
  /** In word pieces, without the marks. Those of texts with a space between them add up. */
  countTokens(text: string): number
  /**
   * A vector of length 1, of the text's beginning where it is too long. The same for the same text, whatever else is embedded.
   * Throws DomainError `model-unavailable`, or the signal's reason.
   */
  embed(text: string, options?: { readonly signal?: AbortSignal }): Promise<Float32Array>
  close(): Promise<void>
}

/**
 * Sentence-BERT (Reimers and Gurevych, 2019) in int8: the mean over a text's own tokens, made of length 1. One text at a time: weights of eight
 * bits scale by all that is in a batch, and a batch is as long as its longest text.
 * @param folder of the model's files
 * Throws DomainError `model-unavailable` when it cannot be loaded.
 */
export async function loadTextEmbedder(folder: string, model: TextEmbedderId): Promise<TextEmbedder> {
  env.allowRemoteModels = false
  env.localModelPath = dirname(folder)
  const [tokenizer, session] = await Promise.all([
    AutoTokenizer.from_pretrained(basename(folder)),
    InferenceSession.create(join(folder, 'onnx/model_quantized.onnx'), { intraOpNumThreads: 1, interOpNumThreads: 1 }),
  ]).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the model of sentences from "${folder}"`, { cause })
  })
  const marks = tokenizer.encode('')
  if (marks.length !== MARKS) throw new DomainError('model-unavailable', `Cannot use the model of sentences in "${folder}": its tokenizer puts ${marks.length} marks around a text`)
  const [first, last] = marks as [number, number]
  const tokensMax = TEXT_EMBEDDERS[model].tokensMax - MARKS
  const tokensOf = (text: string) => tokenizer.encode(text, { add_special_tokens: false })
  let released: Promise<void> | null = null

  return {
    model,
    tokensMax,
    countTokens: (text) => tokensOf(text).length,
    async embed(text, { signal } = {}) {
      signal?.throwIfAborted()
      const ids = BigInt64Array.from([first, ...tokensOf(text).slice(0, tokensMax), last], BigInt)
      const row = (data: BigInt64Array) => new Tensor('int64', data, [1, data.length])
      const inputs = { input_ids: row(ids), attention_mask: row(new BigInt64Array(ids.length).fill(1n)), token_type_ids: row(new BigInt64Array(ids.length)) }
      const fed = Object.fromEntries(Object.entries(inputs).filter(([name]) => session.inputNames.includes(name)))
      const { last_hidden_state: states } = await session.run(fed).catch((cause: unknown) => {
        throw new DomainError('model-unavailable', 'Cannot embed the text: the model failed', { cause })
      })
      signal?.throwIfAborted()
      return meanOfRows(states!.data as Float32Array, ids.length)
    },
    close() {
      released ??= session.release()
      return released
    },
  }
}

/** The mean of rows of one width, made of length 1. */
function meanOfRows(values: Float32Array, rows: number): Float32Array {
  const width = values.length / rows
  const mean = new Float32Array(width)
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]!
  const length = Math.hypot(...mean) || 1
  return mean.map((value) => value / length)
}
