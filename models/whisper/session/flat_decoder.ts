import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Model } from '../../onnx/graph.ts'
import { isUnwritable, prepareGraph } from '../../onnx/prepare.ts'
import { mostAttended } from '../decode/most_attended.ts'
import { massOf } from '../decode/row.ts'
import type { Row } from '../decode/row.ts'
import { CROSS_VERSION, toCross } from '../flat/cross.ts'
import { crossQuery, FLAT_VERSION, toFlat } from '../flat/flat_decoder.ts'
import { createBatch, NEVER } from './batch.ts'
import type { Batch, Share } from './batch.ts'
import { cacheShape, idsTensor, lastSize } from './cache.ts'
import type { Decoder, DecoderOptions } from './decoder.ts'
import { sessionOptions } from './encoder.ts'

export interface FlatDecoderOptions extends DecoderOptions {
  readonly cacheFolder: string
}

/** A step reads all weights for one row: waking a second thread for each operator costs as much as it saves. */
const STEP_THREADS = 1
/** Of sequences that are decoded together. Four take 1.6 ms a token, one alone 2.6; each looks over the audio of all. */
const TOGETHER_MAX = 4
const TOGETHER_STEPS_MAX = 2_000

/**
 * Makes the flat graphs of a merged decoder, or finds them in the cache, and opens them. Null for a decoder of another form, or a
 * cache that cannot be written. Throws DomainError `model-unavailable` for a graph that is missing or broken.
 */
export async function openFlatDecoder(source: string, { threads, cacheFolder, vocabulary }: FlatDecoderOptions): Promise<Decoder | null> {
  const { endOfText } = vocabulary
  const made = await prepare(source, { cacheFolder, endOfText })
  if (!made) return null
  const { flat } = made
  const [step, listen] = await Promise.all([flat, made.cross].map((path) => InferenceSession.create(path, sessionOptions(path === flat ? STEP_THREADS : threads)))) as [InferenceSession, InferenceSession]
  const past = step.inputNames.filter((name) => name.startsWith('past.'))
  const present = past.map((name) => name.replace('past', 'present'))
  const { heads, width } = cacheShape(step, 'past.0.key')
  const vocabularySize = endOfText + lastSize(step, 'tail')
  const hushedWords = vocabulary.suppressed
  const [allowed, hushed] = [words(vocabularySize, endOfText, hushedWords), idsTensor([...hushedWords], [hushedWords.length])]
  const one = idsTensor([0], [1, 1])
  const following = (vocabulary.alignmentHeads ?? []).filter(([layer, head]) => step.outputNames.includes(crossQuery(layer)) && head < heads)
  const asking = [...new Set(following.map(([layer]) => crossQuery(layer)))]
  const usual = step.outputNames.filter((name) => !/^layer\./.test(name))

  const cross = step.inputNames.filter((name) => name.startsWith('cross.'))
  const run = (feeds: Record<string, Tensor>, { times }: { times: boolean }) =>
    step.run({ ...feeds, words_allowed: allowed, hushed }, times ? [...usual, ...asking] : usual) as Promise<Record<string, Tensor>>
  const batches: Batch[] = []
  const batchFor = (steps: number) => {
    const room = batches.find((batch) => batch.size === 0 || (batch.size < TOGETHER_MAX && batch.steps + steps <= TOGETHER_STEPS_MAX))
    if (room) return room
    batches.push(createBatch({ past, present, cross, heads, width, run }))
    return batches.at(-1)!
  }

  return {
    vocabularySize,
    weighs: true,
    async begin(encoded, { times = false, weights = new Float32Array(encoded.dims[1]!) } = {}) {
      const crossed = await listen.run(listen.inputNames.includes('input_ids') ? { encoder_hidden_states: encoded, input_ids: one } : { encoder_hidden_states: encoded })
      const tell = times && following.length > 0
      const member = batchFor(weights.length).join({ encoded: crossed as Record<string, Tensor>, weights, times: tell })
      /** For each token, what the layers' heads asked for. */
      const asked: Map<string, Float32Array>[] = []
      return {
        async append(tokens, rows) {
          const share = await member.append(tokens, rows)
          if (tell) asked.push(...queriesOf(share, asking))
          return readRows(share)
        },
        drop(count) {
          if (count === 0) return
          member.drop(count)
          asked.splice(Math.max(0, asked.length - count))
        },
        end: () => member.end(),
        ...(tell && {
          heardAt: (steps: number) => asked.map((queries) => mostAttended(following.map(([layer, head]) => {
            const { data, dims } = crossed[`cross.${layer}.key`]!
            const size = dims[2]! * width
            return { query: queries.get(crossQuery(layer))!.subarray(head * width, (head + 1) * width), keys: (data as Float32Array).subarray(head * size, (head + 1) * size) }
          }), Math.min(steps, encoded.dims[1]!))),
        }),
      }
    },
    async close() {
      await Promise.all([step.release(), listen.release()])
    },
  }
}

async function prepare(source: string, { cacheFolder, endOfText }: { cacheFolder: string; endOfText: number }): Promise<{ flat: string; cross: string } | null> {
  const make = (version: string, edit: (model: Model) => boolean) => prepareGraph({ source, cacheFolder, version, edit })
  try {
    const flat = await make(FLAT_VERSION, (model) => toFlat(model, { endOfText }))
    const cross = flat === source ? source : await make(CROSS_VERSION, toCross)
    return cross === source ? null : { flat, cross }
  } catch (error) {
    if (isUnwritable(error)) return null
    throw error
  }
}

function readRows({ outputs, rows: { from, count } }: Share): Row[] {
  const [token, logit, mass, tail, hushed] = ['token', 'logit', 'mass', 'tail', 'hushed_logits'].map((name) => outputs[name]!.data) as [BigInt64Array, ...Float32Array[]]
  const [tailSize, hushedSize] = [tail!.length / token.length, hushed!.length / token.length]
  return Array.from({ length: count }, (_, index) => from + index).map((row) => ({
    token: Number(token[row]), logit: logit![row]!, mass: mass![row]!,
    hushedMass: massOf(hushed!.subarray(row * hushedSize, (row + 1) * hushedSize), logit![row]!),
    tail: tail!.subarray(row * tailSize, (row + 1) * tailSize),
  }))
}

/** The queries of each token, by their names. */
function queriesOf({ outputs, tokens: { from, count } }: Share, names: readonly string[]): Map<string, Float32Array>[] {
  return Array.from({ length: count }, (_, index) => from + index).map((token) => new Map(names.map((name) => {
    const { data, dims } = outputs[name]!
    const size = dims[2]!
    return [name, (data as Float32Array).slice(token * size, (token + 1) * size)]
  })))
}

/** 0 for words that may be said, far below any logit for others. */
function words(size: number, endOfText: number, hushed: Iterable<number>): Tensor {
  const allowed = new Float32Array(size).fill(NEVER, endOfText)
  for (const token of hushed) allowed[token] = NEVER
  return new Tensor('float32', allowed, [size])
}
