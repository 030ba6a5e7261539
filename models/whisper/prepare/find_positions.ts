import { attributeOf, constantOf, producerOf } from '../../onnx/edit.ts'
import type { Graph, Node } from '../../onnx/graph.ts'

/** Where an encoder adds its positions, one row for each of its 1500 steps, to what the convolutions gave. */
export interface PositionAdd {
  readonly node: Node
  /** Which of the node's inputs has the positions, and which the audio. */
  readonly positions: number
  readonly audio: number
  /** Axis of the steps, counted from the end: -2 in all known exports. */
  readonly axis: number
}

/** Operators that add, with the places of the two that they add. */
const ADDS: Readonly<Record<string, readonly [number, number]>> = { Add: [0, 1], SkipLayerNormalization: [0, 1], SkipSimplifiedLayerNormalization: [0, 1], QLinearAdd: [0, 3] }
/** Operators that take some of their first input. */
const PARTS = ['Slice', 'Gather', 'GatherND', 'GatherElements']
const SAME_SHAPE = ['Identity', 'Cast', 'DequantizeLinear', 'QuantizeLinear']

/**
 * Finds the one place where the encoder adds all of its positions, whether they are an initialiser, a Constant, quantised,
 * in another precision, or looked up row by row.
 * @returns the place; `any` where the graph takes a part of the positions that depends on its input, as it should; or why neither was found
 */
export function findPositionAdd(graph: Graph, { steps }: { steps: number }): PositionAdd | 'any' | { readonly reason: string } {
  const known = constants(graph)
  const found: PositionAdd[] = []
  let partial = false
  for (const node of graph.nodes) {
    const [first] = node.inputs
    if (PARTS.includes(node.opType) && known(first!) && shapeOf(graph, first!)?.includes(steps) && node.inputs.slice(1).some((name) => !known(name))) partial = true
    const places = ADDS[node.opType]
    if (!places) continue
    for (const [positions, audio] of [places, places.toReversed()] as [number, number][]) {
      if (!known(node.inputs[positions] ?? '') || known(node.inputs[audio] ?? '')) continue
      const shape = shapeOf(graph, node.inputs[positions]!)
      const axes = shape?.flatMap((size, at) => (size === steps ? [at - shape.length] : [])) ?? []
      if (axes.length === 1) found.push({ node, positions, audio, axis: axes[0]! })
    }
  }
  if (found.length === 1) return found[0]!
  if (found.length > 1) return { reason: `${found.length} places add something of ${steps} steps` }
  return partial ? 'any' : { reason: `nothing adds a constant of ${steps} steps` }
}

/** Whether a value is known before any input is. */
function constants(graph: Graph): (name: string) => boolean {
  const known = new Set(graph.initializers.map(({ name }) => name))
  for (const { opType, inputs, outputs, attributes } of graph.nodes) {
    const given = inputs.filter((name) => name !== '')
    const free = opType === 'Constant' || (given.length > 0 && given.every((name) => known.has(name)) && attributes.every(({ g }) => !g))
    if (free && !opType.startsWith('Random')) for (const name of outputs) known.add(name)
  }
  return (name) => known.has(name)
}

/** Shape of a constant, as far as it can be told without running anything. */
function shapeOf(graph: Graph, name: string): readonly number[] | null {
  const tensor = constantOf(graph, name)
  if (tensor) return tensor.dims
  const noted = graph.values.find((value) => value.name === name)?.dims
  if (noted?.every((dim) => typeof dim === 'number')) return noted as number[]
  const node = producerOf(graph, name)
  const from = node?.inputs[0] ? shapeOf(graph, node.inputs[0]) : null
  if (!node || !from) return null
  if (SAME_SHAPE.includes(node.opType)) return from
  if (node.opType === 'Gather' && Number(attributeOf(node, 'axis')?.i ?? 0) === 0) {
    const rows = shapeOf(graph, node.inputs[1]!)
    return rows && [...rows, ...from.slice(1)]
  }
  // One more dimension in front, as exports for a batch have it.
  if (node.opType === 'Unsqueeze') return [1, ...from]
  return null
}
