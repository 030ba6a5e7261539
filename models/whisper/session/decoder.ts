import { join } from 'node:path'
import type { Row } from '../decode/row.ts'
import type { EncodedAudio } from './encoder.ts'
import { openFlatDecoder } from './flat_decoder.ts'
import { openMergedDecoder } from './merged_decoder.ts'
import type { Vocabulary } from './vocabulary.ts'

/** One sequence of tokens over one stretch of encoded audio, with its key-value cache. */
export interface Sequence {
  /**
   * Appends tokens.
   * @param asked which of the appended tokens' successors are wanted, by index
   * @returns what the model says of each of them; the rows are the caller's until the next call
   */
  append(tokens: readonly number[], asked: readonly number[]): Promise<Row[]>
  /** Takes the last tokens back, as if they had not been appended. */
  drop(count: number): void
  /**
   * For each appended token, the step of the encoded audio at which its successor ends. Not there where it was not asked for, or the model does not tell.
   * @param steps how many steps have speech
   */
  heardAt?(steps: number): number[]
  /** Nothing more is appended: others need not carry it along. */
  end(): void
}

/** Sequences may be decoded at the same time. */
export interface Decoder {
  readonly vocabularySize: number
  /** Whether it takes weights of steps. */
  readonly weighs: boolean
  /** @param options `times`: whether `heardAt` is wanted; `weights`: what each step counts, as in a `Summary`, for a decoder that weighs */
  begin(encoded: EncodedAudio, options?: { readonly times?: boolean; readonly weights?: Float32Array }): Promise<Sequence>
  close(): Promise<void>
}

export interface DecoderOptions {
  readonly threads: number
  /** Parley's cache, for graphs that are made from the model's own; null uses the model's own as it is. */
  readonly cacheFolder: string | null
  readonly vocabulary: Vocabulary
}

/**
 * Opens Whisper's decoder (transformers.js layout, int8), as one flat graph where its form allows: about half the time a step, and
 * words that are nearer to those of the unquantised model.
 */
export async function openDecoder(folder: string, options: DecoderOptions): Promise<Decoder> {
  const source = join(folder, 'onnx', 'decoder_model_merged_quantized.onnx')
  const { cacheFolder } = options
  const flat = cacheFolder === null ? null : await openFlatDecoder(source, { ...options, cacheFolder })
  return flat ?? openMergedDecoder(source, options)
}
