import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Pcm } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { innerGraphs, makeNode, makeValue } from '../../models/onnx/edit.ts'
import { DATA_TYPE } from '../../models/onnx/graph.ts'
import type { Model } from '../../models/onnx/graph.ts'
import { prepareGraph } from '../../models/onnx/prepare.ts'
import { createLogMel, HOP_SAMPLES } from '../../models/whisper/mel/log_mel.ts'
import { emptyCache, idsTensor } from '../../models/whisper/session/cache.ts'
import { openEncoder, sessionOptions } from '../../models/whisper/session/encoder.ts'
import { readVocabulary, TIMESTAMP_SECONDS } from '../../models/whisper/session/vocabulary.ts'
import { readTraits } from '../../models/whisper/traits.ts'
import { toWords } from '../transcribe_parts/words.ts'

/** The same tokens once more, by a decoder that tells what it attends to. */
export interface Attention {
  /** Where in the audio each word of a transcript ends, ms: the last frame that one of its tokens attends to most. */
  endsMs(pcm: Pcm, heard: Heard): Promise<number[]>
  /** Time of those passes by the decoder as it came and by the one with attention, ms, one after the other on the same tokens. */
  readonly spent: { plainMs: number; withMs: number }
  close(): Promise<void>
}

export interface Heard {
  readonly tokens: readonly number[]
  readonly language: Language
  readonly windowSamples: number
}

/** Layer and head of those that follow the audio, as published with the weights. */
type Head = readonly [layer: number, head: number]
/** A frame that stands out alone is passed over, as SimulStreaming does. */
const MEDIAN_FRAMES = 7

const outputOf = (layer: number) => `cross_attention.${layer}`

export async function openAttention(folder: string, { threads, cacheFolder }: { threads: number; cacheFolder: string }): Promise<Attention> {
  const { alignment_heads: heads } = JSON.parse(await readFile(join(folder, 'generation_config.json'), 'utf8')) as { alignment_heads: readonly Head[] }
  const layers = [...new Set(heads.map(([layer]) => layer))]
  const source = join(folder, 'onnx', 'decoder_model_merged_quantized.onnx')
  const edited = await prepareGraph({ source, cacheFolder, edit: (model) => tellAttention(model, layers), version: 'attention-1' })
  const [vocabulary, traits] = [await readVocabulary(folder), await readTraits(folder)]
  const encoder = await openEncoder(folder, { threads, traits, cacheFolder })
  const [plain, telling] = await Promise.all([source, edited].map((path) => InferenceSession.create(path, sessionOptions(threads))))
  const logMel = createLogMel({ mels: traits.mels })
  const spent = { plainMs: 0, withMs: 0 }

  return {
    spent,
    async endsMs(pcm, { tokens, language, windowSamples }) {
      if (tokens.length === 0) return []
      const encoded = await encoder.encode(logMel(pcm, windowSamples), windowSamples / HOP_SAMPLES)
      // The row of a token's predecessor is the one that chooses it.
      const read = [vocabulary.startOfTranscript, vocabulary.languageToken(language), vocabulary.transcribe, ...tokens.slice(0, -1)]
      const feeds = feedsOf(plain!, { encoder_hidden_states: encoded, input_ids: idsTensor(read, [1, read.length]) })
      const began = performance.now()
      await plain!.run(feeds)
      const between = performance.now()
      const outputs = await telling!.run(feeds)
      spent.plainMs += between - began
      spent.withMs += performance.now() - between
      const frames = tokens.map((_, at) => mostAttended(outputs, { heads, row: at + 2 }))
      return wordEnds(tokens, frames, vocabulary)
    },
    async close() {
      await Promise.all([encoder.close(), plain!.release(), telling!.release()])
    },
  }
}

/** Gives the cross-attention of these layers out of both branches of a merged decoder. */
function tellAttention({ graph }: Model, layers: readonly number[]): void {
  const branch = graph.nodes.find(({ opType }) => opType === 'If')
  if (!branch) throw new Error('The decoder is not a merged one')
  for (const layer of layers) {
    for (const inner of innerGraphs(graph)) {
      const softmax = inner.nodes.find(({ name, opType }) => opType === 'Softmax' && name.endsWith(`layers.${layer}/encoder_attn/Softmax`))
      if (!softmax) throw new Error(`The decoder has no cross-attention of layer ${layer} by its usual name`)
      const name = `${inner.name}.${outputOf(layer)}`
      inner.nodes.push(makeNode('Identity', [softmax.outputs[0]!], { outputs: [name] }))
      inner.outputs.push(makeValue(name, DATA_TYPE.float, null))
    }
    branch.outputs.push(outputOf(layer))
    graph.outputs.push(makeValue(outputOf(layer), DATA_TYPE.float, null))
  }
}

/** Everything that the first step of a merged decoder asks for: an empty cache besides. */
function feedsOf(session: InferenceSession, given: Record<string, Tensor>): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = { ...given, use_cache_branch: new Tensor('bool', Uint8Array.of(0), [1]) }
  for (const input of session.inputMetadata) {
    if (!input.isTensor || !input.name.startsWith('past_key_values.')) continue
    const [, heads, , width] = input.shape as number[]
    feeds[input.name] = emptyCache(heads!, width!)
  }
  return feeds
}

function mostAttended(outputs: InferenceSession.ReturnType, { heads, row }: { heads: readonly Head[]; row: number }): number {
  const { dims } = outputs[outputOf(heads[0]![0])]!
  const [rows, frames] = dims.slice(-2) as [number, number]
  const sum = new Float32Array(frames)
  for (const [layer, head] of heads) {
    const weights = (outputs[outputOf(layer)]!.data as Float32Array).subarray((head * rows + row) * frames)
    for (let frame = 0; frame < frames; frame++) sum[frame]! += weights[frame]!
  }
  const smooth = sum.map((_, frame) => {
    const near = Array.from({ length: MEDIAN_FRAMES }, (_, k) => sum[Math.min(frames - 1, Math.max(0, frame + k - (MEDIAN_FRAMES >> 1)))]!)
    return near.sort((a, b) => a - b)[MEDIAN_FRAMES >> 1]!
  })
  return smooth.indexOf(Math.max(...smooth))
}

function wordEnds(tokens: readonly number[], frames: readonly number[], { text, timestampBegin }: Pick<Awaited<ReturnType<typeof readVocabulary>>, 'text' | 'timestampBegin'>): number[] {
  const ends: number[] = []
  const read: number[] = []
  let letters = 0
  for (const [at, token] of tokens.entries()) {
    if (token >= timestampBegin) continue
    read.push(token)
    const words = toWords(text(read))
    const count = words.join('').length
    if (count > letters) ends[words.length - 1] = Math.max(ends[words.length - 1] ?? 0, frames[at]! * TIMESTAMP_SECONDS * 1_000)
    letters = count
  }
  return ends
}
