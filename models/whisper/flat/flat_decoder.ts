import { makeNode, makeValue } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Graph, Model, Node, Tensor } from '../../onnx/graph.ts'
import { int64Tensor } from '../../onnx/tensors.ts'
import { intField } from '../../onnx/wire.ts'
import { joinLinears, readLinear, writeLinear } from './linear.ts'
import type { Linear } from './linear.ts'
import { readSource } from './source.ts'
import type { Source } from './source.ts'

/** Name of the edit and its version. */
export const FLAT_VERSION = 'flat-4'

/** What the cross-attention of a layer asks for: float32 [1, n, heads × 64], an output. */
export const crossQuery = (layer: number): string => `layer.${layer}.cross.out`

const BASE = '/model/decoder'
const IR_VERSION = 9
const EPSILON = 1e-5

/**
 * Turns Whisper's merged decoder into one that always has a cache and reads the cross-attention's keys and values, which the
 * other half (`toCross`) makes once for each window. Attention is one node each, projections scale each row by itself, and
 * rows that nobody asked for are not compared with the vocabulary. Instead of all logits it gives, for each row asked for, the likeliest word,
 * its logit, the mass of all words against it, and the logits from the end token on.
 *
 * In: `input_ids` int64 [1, n], `position_ids` int64 [1, n], `rows` int64 [r] which of them are asked for, `words_allowed` float32 [vocabulary]
 * 0 for words that may be said and very low for others, `hushed` int64 [h] words that may not, `past.I.key|value` float32
 * [1, heads, past, 64], `cross.I.key|value` float32 [1, heads, steps, 64],
 * `self_scores` float32 [1, 1, n, past + n] and `cross_scores` float32 [1, 1, n, steps] added to every score of attention: they say who may look at what, so
 * that tokens of several sequences may share a step. Out: `token` int64 [1, r], `logit` and `mass` float32 [1, r, 1],
 * `tail` float32 [1, r, vocabulary - end], `hushed_logits` float32 [1, r, h], `present.I.key|value`, and each layer's `crossQuery`.
 * @param endOfText the first token that is no word
 * @returns false, and the model as it was, where the decoder is of another form
 */
export function toFlat(model: Model, { endOfText }: { endOfText: number }): boolean {
  const source = readSource(model)
  const layers = source && readLayers(source)
  const words = source && readLinear(source, 'logits')
  const embedded = source && embedding(source)
  const last = source && norm(source, `${BASE}.layer_norm`)
  if (!source || !layers || !words || !embedded || !last) return false

  const { heads, width } = cacheOf(model.graph)
  const cache = (name: string, length: string) => makeValue(name, DATA_TYPE.float, [1, heads, length, width])
  const graph: Graph = { name: 'whisper-decoder', nodes: [...embedded.nodes], initializers: [...embedded.initializers], inputs: [], outputs: [], values: [], rest: [] }
  const add = (opType: string, inputs: readonly string[], outputs: readonly string[], attributes: Parameters<typeof makeNode>[2]['attributes'] = {}, domain = '') =>
    void graph.nodes.push(makeNode(opType, inputs, { outputs, attributes, domain }))
  const project = (linear: Linear, name: string, input: string) => {
    const { node, initializers } = writeLinear(linear, { name, input, output: `${name}.out` })
    graph.nodes.push(node)
    graph.initializers.push(...initializers)
    return `${name}.out`
  }
  const normalise = ({ scale, shift, initializers }: Norm, name: string, input: string) => {
    graph.initializers.push(...initializers)
    add('LayerNormalization', [input, scale, shift], [`${name}.out`], { axis: -1, epsilon: { float: EPSILON } })
    return `${name}.out`
  }
  const attend = (inputs: readonly string[], outputs: readonly string[]) => add('MultiHeadAttention', inputs, outputs, { num_heads: heads }, 'com.microsoft')
  const plus = (a: string, b: string, name: string) => {
    add('Add', [a, b], [name])
    return name
  }

  let hidden = embedded.output
  for (const [index, layer] of layers.entries()) {
    const at = `layer.${index}`
    const { outs } = layer.query
    const all = project(joinLinears([layer.query, layer.key, layer.value]), `${at}.self`, normalise(layer.selfNorm, `${at}.self_norm`, hidden))
    graph.initializers.push(int64Tensor(`${at}.split`, [outs, outs, outs]))
    add('Split', [all, `${at}.split`], [`${at}.q`, `${at}.k`, `${at}.v`], { axis: -1 })
    const past = ['key', 'value'].map((name) => `past.${index}.${name}`)
    const present = ['key', 'value'].map((name) => `present.${index}.${name}`)
    attend([`${at}.q`, `${at}.k`, `${at}.v`, '', '', 'self_scores', ...past], [`${at}.said`, ...present])
    hidden = plus(hidden, project(layer.out, `${at}.self_out`, `${at}.said`), `${at}.after_self`)
    const query = project(layer.crossQuery, `${at}.cross`, normalise(layer.crossNorm, `${at}.cross_norm`, hidden))
    attend([query, `cross.${index}.key`, `cross.${index}.value`, '', '', 'cross_scores'], [`${at}.heard`])
    hidden = plus(hidden, project(layer.crossOut, `${at}.cross_out`, `${at}.heard`), `${at}.after_cross`)
    const wide = project(layer.widen, `${at}.widen`, normalise(layer.lastNorm, `${at}.last_norm`, hidden))
    add('Gelu', [wide], [`${at}.gelu`], {}, 'com.microsoft')
    hidden = plus(hidden, project(layer.narrow, `${at}.narrow`, `${at}.gelu`), `${at}.end`)
    graph.inputs.push(...past.map((name) => cache(name, 'past')), ...['key', 'value'].map((name) => cache(`cross.${index}.${name}`, 'steps')))
    graph.outputs.push(...present.map((name) => cache(name, 'present')), makeValue(crossQuery(index), DATA_TYPE.float, [1, 'tokens', heads * width]))
  }
  add('Gather', [hidden, 'rows'], ['asked'], { axis: 1 })
  const logits = project(words, 'words', normalise(last, 'last_norm', 'asked'))
  const tail = words.outs - endOfText
  graph.initializers.push(int64Tensor('tail.from', [endOfText]), int64Tensor('tail.to', [words.outs]), int64Tensor('tail.axis', [2]))
  add('Slice', [logits, 'tail.from', 'tail.to', 'tail.axis'], ['tail'])
  add('Gather', [logits, 'hushed'], ['hushed_logits'], { axis: 2 })
  add('Add', [logits, 'words_allowed'], ['allowed'])
  add('ArgMax', ['allowed'], ['token'], { axis: 2, keepdims: 0 })
  add('ReduceMax', ['allowed'], ['logit'], { axes: [2], keepdims: 1 })
  add('Sub', ['allowed', 'logit'], ['below'])
  add('Exp', ['below'], ['weights'])
  graph.initializers.push(int64Tensor('mass.axis', [2]))
  add('ReduceSum', ['weights', 'mass.axis'], ['mass'], { keepdims: 1 })

  graph.inputs.push(
    makeValue('input_ids', DATA_TYPE.int64, [1, 'tokens']), makeValue('position_ids', DATA_TYPE.int64, [1, 'tokens']), makeValue('rows', DATA_TYPE.int64, ['rows']),
    makeValue('words_allowed', DATA_TYPE.float, [words.outs]), makeValue('hushed', DATA_TYPE.int64, ['hushed']),
    makeValue('self_scores', DATA_TYPE.float, [1, 1, 'tokens', 'total']), makeValue('cross_scores', DATA_TYPE.float, [1, 1, 'tokens', 'steps']),
  )
  graph.outputs.push(
    makeValue('token', DATA_TYPE.int64, [1, 'rows']), makeValue('logit', DATA_TYPE.float, [1, 'rows', 1]), makeValue('mass', DATA_TYPE.float, [1, 'rows', 1]),
    makeValue('tail', DATA_TYPE.float, [1, 'rows', tail]), makeValue('hushed_logits', DATA_TYPE.float, [1, 'rows', 'hushed']),
  )
  Object.assign(model, { graph, opsets: [{ domain: '', version: 17 }, { domain: 'com.microsoft', version: 1 }], rest: [intField(1, IR_VERSION)] })
  return true
}


interface Norm {
  readonly scale: string
  readonly shift: string
  readonly initializers: Tensor[]
}

interface Layer {
  readonly selfNorm: Norm
  readonly query: Linear
  readonly key: Linear
  readonly value: Linear
  readonly out: Linear
  readonly crossNorm: Norm
  readonly crossQuery: Linear
  readonly crossOut: Linear
  readonly lastNorm: Norm
  readonly widen: Linear
  readonly narrow: Linear
}

/** Undefined where one of them has a part that is missing or of another form. */
function readLayers(source: Source): Layer[] | undefined {
  const layers: Layer[] = []
  for (let index = 0; source.producer(`${BASE}/layers.${index}/fc1/MatMul_output_0`); index++) {
    const at = `layers.${index}`
    const linear = (name: string) => readLinear(source, `${BASE}/${at}/${name}/MatMul_output_0`)
    const layer = {
      selfNorm: norm(source, `${BASE}.${at}.self_attn_layer_norm`), query: linear('self_attn/q_proj'), key: linear('self_attn/k_proj'),
      value: linear('self_attn/v_proj'), out: linear('self_attn/out_proj'),
      crossNorm: norm(source, `${BASE}.${at}.encoder_attn_layer_norm`), crossQuery: linear('encoder_attn/q_proj'), crossOut: linear('encoder_attn/out_proj'),
      lastNorm: norm(source, `${BASE}.${at}.final_layer_norm`), widen: linear('fc1'), narrow: linear('fc2'),
    }
    if (Object.values(layer).some((part) => part === undefined)) return undefined
    layers.push(layer as Layer)
  }
  return layers.length > 0 ? layers : undefined
}

function norm(source: Source, path: string): Norm | undefined {
  const name = path.slice(1).replaceAll('/', '.')
  const [scale, shift] = [source.weight(`${name}.weight`), source.weight(`${name}.bias`)]
  return scale && shift ? { scale: scale.name, shift: shift.name, initializers: [scale, shift] } : undefined
}

/** Token and position to the first hidden state, as the source does it; the positions are handed in. */
function embedding(source: Source): { nodes: Node[]; initializers: Tensor[]; output: string } | undefined {
  const tokens = `${BASE}/embed_tokens/Gather_output_0`
  const sum = source.consumers(tokens).find(({ opType }) => opType === 'Add')
  const positions = sum?.inputs.find((name) => name !== tokens)
  if (!sum || positions === undefined) return undefined
  const looked = lookup(source, positions)
  if (!looked) return undefined
  const { nodes, initializers } = source.ancestors([sum.outputs[0]!], ['input_ids', looked.inputs[1]!])
  const indices = looked.inputs[1]!
  return { nodes: nodes.map((node) => (node === looked ? { ...node, inputs: node.inputs.map((name) => (name === indices ? 'position_ids' : name)) } : node)), initializers, output: sum.outputs[0]! }
}

/** The Gather from a table of weights that a value comes from. */
function lookup(source: Source, value: string): Node | undefined {
  const node = source.producer(value)
  if (!node || node.opType === 'Constant') return undefined
  if (node.opType === 'Gather' && source.constant(node.inputs[0]!)?.dims.length === 2) return node
  return node.inputs.map((name) => lookup(source, name)).find(Boolean)
}

function cacheOf(graph: Graph): { heads: number; width: number } {
  const [, heads, , width] = graph.inputs.find(({ name }) => name === 'past_key_values.0.decoder.key')?.dims ?? []
  if (typeof heads !== 'number' || typeof width !== 'number') throw new Error('The decoder has no key-value cache of a known shape')
  return { heads, width }
}
