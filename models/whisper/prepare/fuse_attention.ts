import { attributeOf, constantOf, consumersOf, innerGraphs, makeNode, producerOf } from '../../onnx/edit.ts'
import type { Graph, Model, Node } from '../../onnx/graph.ts'
import { readValues, sizeOf } from '../../onnx/tensors.ts'

/** Orders of axes that put heads before steps, and keys on end. */
const HEADS_FIRST = '0,2,1,3'
const KEYS_ON_END = '0,2,3,1'

/**
 * Makes one node of each self-attention of an encoder: onnxruntime computes it piece by piece then, without holding all scores. Up to a tenth of the
 * time of a full window. Attention of another form stays as it is.
 * @returns how many were fused
 */
export function fuseAttention(model: Model): number {
  const { graph, opsets } = model
  if (innerGraphs(graph).length > 0) return 0
  const found = graph.nodes.filter(({ opType }) => opType === 'Softmax').flatMap((softmax) => readAttention(graph, softmax) ?? [])
  for (const { query, key, value, heads, scale, end } of found) {
    graph.nodes[graph.nodes.indexOf(end)] = makeNode('MultiHeadAttention', [query, key, value], {
      outputs: end.outputs, domain: 'com.microsoft', attributes: { num_heads: heads, scale: { float: scale } },
    })
  }
  if (found.length === 0) return 0
  if (!opsets.some(({ domain }) => domain === 'com.microsoft')) opsets.push({ domain: 'com.microsoft', version: 1 })
  dropUnread(graph)
  return found.length
}

interface Attention {
  /** Values of the shape [batch, steps, width]. */
  readonly query: string
  readonly key: string
  readonly value: string
  readonly heads: number
  readonly scale: number
  /** The node that puts the heads together again. */
  readonly end: Node
}

/** Reads what stands around a Softmax: scaled products of query and keys before it, the product with the values behind. */
function readAttention(graph: Graph, softmax: Node): Attention | undefined {
  const scores = unscaled(graph, softmax.inputs[0]!)
  const product = producerOf(graph, scores.value)
  const weighted = only(graph, softmax.outputs[0]!)
  if (product?.opType !== 'MatMul' || weighted?.opType !== 'MatMul' || weighted.inputs[0] !== softmax.outputs[0]) return undefined
  const [a, b] = [unscaled(graph, product.inputs[0]!), unscaled(graph, product.inputs[1]!)]
  const [query, key, value] = [split(graph, a.value, HEADS_FIRST), split(graph, b.value, KEYS_ON_END), split(graph, weighted.inputs[1]!, HEADS_FIRST)]
  const joined = only(graph, weighted.outputs[0]!)
  const end = joined?.opType === 'Transpose' && orderOf(joined) === HEADS_FIRST ? only(graph, joined.outputs[0]!) : undefined
  if (!query || !key || !value || end?.opType !== 'Reshape') return undefined
  // Exporters leave one of the numbers of a shape to be found, as -1.
  const [heads, ...others] = [...new Set([query, key, value].map((part) => part.heads).filter((count) => count > 0))]
  if (heads === undefined || others.length > 0) return undefined
  return { query: query.value, key: key.value, value: value.value, heads, scale: scores.scale * a.scale * b.scale, end }
}

/** A value without the constant that it was multiplied by. */
function unscaled(graph: Graph, value: string): { value: string; scale: number } {
  const node = producerOf(graph, value)
  if (node?.opType !== 'Mul') return { value, scale: 1 }
  for (const [factor, other] of [[node.inputs[0]!, node.inputs[1]!], [node.inputs[1]!, node.inputs[0]!]] as const) {
    const constant = constantOf(graph, factor)
    if (constant && sizeOf(constant.dims) === 1) return { value: other, scale: Number(readValues(constant)[0]) }
  }
  return { value, scale: 1 }
}

/** What is split into heads, if the value is that. */
function split(graph: Graph, value: string, order: string): { value: string; heads: number } | undefined {
  const transpose = producerOf(graph, value)
  const reshape = transpose?.opType === 'Transpose' && orderOf(transpose) === order ? producerOf(graph, transpose.inputs[0]!) : undefined
  const shape = reshape?.opType === 'Reshape' ? reshape.inputs[1]! : ''
  const heads = headsOf(graph, shape)
  return reshape && heads ? { value: reshape.inputs[0]!, heads } : undefined
}

/** The third number of a shape [batch, steps, heads, width], where it is known. */
function headsOf(graph: Graph, shape: string): number | undefined {
  const whole = constantOf(graph, shape)
  if (whole) return whole.dims[0] === 4 ? Number(readValues(whole)[2]) : undefined
  const concat = producerOf(graph, shape)
  const part = concat?.opType === 'Concat' && concat.inputs.length === 4 ? constantOf(graph, concat.inputs[2]!) : undefined
  return part && sizeOf(part.dims) === 1 ? Number(readValues(part)[0]) : undefined
}

const orderOf = (node: Node): string => attributeOf(node, 'perm')?.ints.join() ?? ''

/** The one node that reads a value, if there is one alone. */
function only(graph: Graph, value: string): Node | undefined {
  const readers = consumersOf(graph, value)
  return readers.length === 1 && graph.outputs.every(({ name }) => name !== value) ? readers[0] : undefined
}

function dropUnread(graph: Graph): void {
  const read = new Set(graph.outputs.map(({ name }) => name))
  const kept: Node[] = []
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => read.has(name))) continue
    kept.push(node)
    for (const name of node.inputs) read.add(name)
  }
  graph.nodes = kept.toReversed()
  graph.initializers = graph.initializers.filter(({ name }) => read.has(name))
}
