import { constantOf, consumersOf, freshName, insertBefore, makeNode, replaceUses } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Graph, Model, Node, Tensor } from '../../onnx/graph.ts'
import { int64Tensor, readValues, sizeOf } from '../../onnx/tensors.ts'
import { findPositionAdd } from './find_positions.ts'

/** Slice and Gather take negative axes from here on. */
const OPSET_MIN = 11
/** Shapes have at most this many numbers. */
const SHAPE_MAX = 8
/** Operators that a shape goes into, or is put together with. */
const SHAPED = ['Reshape', 'Expand', 'ConstantOfShape', 'Concat', 'Unsqueeze', 'Squeeze', 'Identity', 'Tile']

/** `edited`: it takes any even number of frames now. `any`: it did before. `full`: it takes 30 s only, for the reason given. */
export type Sized = { readonly windows: 'edited' | 'any' } | { readonly windows: 'full'; readonly reason: string }

/**
 * Lets an encoder of Whisper take any even number of frames: the positions that it adds are cut to its input's length, and
 * shapes in which the full length stands are computed instead. With the full length it says what it said before.
 * Changes the model only where it returns `edited`.
 * @param steps positions of the full window: `max_source_positions`, 1500
 */
export function sizeEncoder({ graph, opsets }: Model, { steps }: { steps: number }): Sized {
  const [input] = graph.inputs.filter(({ name }) => graph.initializers.every((tensor) => tensor.name !== name))
  if (input?.dims?.length !== 3) return { windows: 'full', reason: 'its input has not the shape [batch, mels, frames]' }
  const opset = opsets.find(({ domain }) => domain === '')?.version ?? 0
  if (opset < OPSET_MIN) return { windows: 'full', reason: `it is written for opset ${opset}, before ${OPSET_MIN}` }
  const found = findPositionAdd(graph, { steps })
  if (found === 'any') return typeof input.dims[2] === 'number' ? { windows: 'full', reason: `its input has ${input.dims[2]} frames` } : { windows: 'any' }
  if ('reason' in found) return { windows: 'full', reason: found.reason }

  const { node, positions, audio, axis } = found
  const length = measure(graph, { before: node, value: node.inputs[audio]!, axis })
  const sliced = freshName(graph, 'parley/positions')
  const [from, along] = [int64Tensor(freshName(graph, 'parley/from'), [0]), int64Tensor(freshName(graph, 'parley/along'), [axis])]
  graph.initializers.push(from, along)
  insertBefore(graph, node, [makeNode('Slice', [node.inputs[positions]!, from.name, length.list, along.name], { outputs: [sliced] })])
  node.inputs[positions] = sliced
  freeShapes(graph, { before: node, steps, length })

  const frames = typeof input.dims[2] === 'string' ? input.dims[2] : 'frames'
  for (const value of graph.outputs) value.dims = value.dims?.map((dim) => (dim === steps ? 'positions' : dim)) ?? null
  for (const value of graph.values) value.dims = value.dims?.map((dim) => (dim === steps || dim === 2 * steps ? null : dim)) ?? null
  input.dims[2] = frames
  return { windows: 'edited' }
}

interface Length {
  /** int64 [1] */
  readonly list: string
  /** int64 [] */
  readonly number: string
}

/** The size of a value along an axis, as it is when the graph runs. */
function measure(graph: Graph, { before, value, axis }: { before: Node; value: string; axis: number }): Length {
  const [shape, list, number] = ['shape', 'length', 'count'].map((name) => freshName(graph, `parley/${name}`)) as [string, string, string]
  const [at, one] = [int64Tensor(freshName(graph, 'parley/at'), [axis]), int64Tensor(freshName(graph, 'parley/one'), [axis], [])]
  graph.initializers.push(at, one)
  insertBefore(graph, before, [
    makeNode('Shape', [value], { outputs: [shape] }),
    makeNode('Gather', [shape, at.name], { outputs: [list] }),
    makeNode('Gather', [shape, one.name], { outputs: [number] }),
  ])
  return { list, number }
}

/** Exports with a fixed length have it in the shapes that they reshape to. */
function freeShapes(graph: Graph, { before, steps, length }: { before: Node; steps: number; length: Length }): void {
  const names = new Set(graph.nodes.filter(({ opType }) => SHAPED.includes(opType)).flatMap(({ inputs }) => inputs))
  for (const name of names) {
    const tensor = constantOf(graph, name)
    const numbers = tensor ? shapeNumbers(tensor) : []
    if (!numbers.includes(BigInt(steps))) continue
    const free = tensor!.dims.length === 0 ? length.number : joinShape(graph, { before, numbers, steps, length })
    const others = graph.nodes.filter(({ opType }) => !SHAPED.includes(opType))
    replaceUses(graph, { from: name, to: free, except: others })
    if (consumersOf(graph, name).length === 0) graph.initializers = graph.initializers.filter((held) => held.name !== name)
  }
}

function shapeNumbers(tensor: Tensor): readonly bigint[] {
  const size = sizeOf(tensor.dims)
  if (tensor.dataType !== DATA_TYPE.int64 || tensor.dims.length > 1 || size > SHAPE_MAX || tensor.external) return []
  return [...(readValues(tensor) as BigInt64Array)]
}

function joinShape(graph: Graph, { before, numbers, steps, length }: { before: Node; numbers: readonly bigint[]; steps: number; length: Length }): string {
  const parts = numbers.map((number, at) => {
    if (number === BigInt(steps)) return length.list
    const part = int64Tensor(freshName(graph, `parley/part_${at}`), [number])
    graph.initializers.push(part)
    return part.name
  })
  const joined = freshName(graph, 'parley/shape_of')
  insertBefore(graph, before, [makeNode('Concat', parts, { outputs: [joined], attributes: { axis: 0 } })])
  return joined
}
