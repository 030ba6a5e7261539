import { cutGraph } from '../../onnx/cut.ts'
import { constantOf, insertBefore, makeNode, makeValue, producerOf, replaceUses } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Graph, Model, Node, Tensor } from '../../onnx/graph.ts'
import { int64Tensor } from '../../onnx/tensors.ts'
import { findReach } from './reach.ts'
import type { Reach } from './reach.ts'

/** Names of the edits and their versions. */
export const ENCODER_VERSION = 'latents-1'
export const DECODER_VERSION = 'sound-1'

/** The first node of HiFi-GAN within VITS, as PyTorch's exporter names it. */
const DECODER_BEGIN = '/dec/conv_pre/Conv'
export const [LATENTS, SOUND] = ['latents', 'sound']

/** `input`, `input_lengths`, `scales` → `latents` float32 [1, channels, frames]. False for another kind of graph. */
export function toEncoder(model: Model): boolean {
  const border = borderOf(model.graph)
  if (!border) return false
  model.graph.nodes.push(makeNode('Identity', [border], { outputs: [LATENTS] }))
  cutGraph(model.graph, { inputs: [], outputs: [LATENTS] })
  return true
}

/**
 * `latents` float32 [1, channels, frames] → `sound` float32 [1, 1, frames × hop]. `from.N` and `to.N`, int64 [1], say what is kept before the
 * N-th upsampling, from the second on: of a piece with neighbours, the later stages need less. Convolutions are made two-dimensional, for
 * which onnxruntime has kernels that are a fourth quicker, with the same result. False for another kind of graph.
 */
export function toDecoder(model: Model): boolean {
  const { graph } = model
  const border = borderOf(graph)
  const last = graph.outputs[0]
  if (!border || !last) return false
  graph.nodes.push(makeNode('Identity', [last.name], { outputs: [SOUND] }))
  replaceUses(graph, { from: border, to: LATENTS })
  const channels = borderChannels(graph)
  if (channels === undefined || cutGraph(graph, { inputs: [makeValue(LATENTS, DATA_TYPE.float, [1, channels, 'frames'])], outputs: [SOUND] }).length > 0) return false
  return makeFlat(graph) && addCuts(graph)
}

/** What a decoder that was made so needs around a piece. */
export function reachOf(model: Model): Reach {
  return findReach(model.graph, LATENTS)
}

function borderOf(graph: Graph): string | undefined {
  return graph.nodes.find(({ name, opType }) => name === DECODER_BEGIN && opType === 'Conv')?.inputs[0]
}

function borderChannels(graph: Graph): number | undefined {
  const begin = graph.nodes.find(({ name }) => name === DECODER_BEGIN)
  return begin && weightOf(graph, begin)?.dims[1]
}

/** The stored weight of a convolution, also where it is kept in half precision and cast. */
function weightOf(graph: Graph, node: Node): Tensor | undefined {
  const name = node.inputs[1]!
  const cast = producerOf(graph, name)
  return constantOf(graph, name) ?? (cast?.opType === 'Cast' ? constantOf(graph, cast.inputs[0]!) : undefined)
}

function addCuts(graph: Graph): true {
  graph.initializers.push(int64Tensor('parley/time', [3]))
  const ups = graph.nodes.filter(({ opType }) => opType === 'ConvTranspose')
  for (const [index, up] of ups.entries()) {
    if (index === 0) continue
    const [from, to, cut] = [`from.${index}`, `to.${index}`, `parley/cut.${index}`]
    graph.inputs.push(makeValue(from, DATA_TYPE.int64, [1]), makeValue(to, DATA_TYPE.int64, [1]))
    insertBefore(graph, up, [makeNode('Slice', [up.inputs[0]!, from, to, 'parley/time'], { outputs: [cut] })])
    up.inputs = [cut, ...up.inputs.slice(1)]
  }
  return true
}

/** [1, channels, time] → [1, channels, 1, time] within. */
function makeFlat(graph: Graph): boolean {
  const convolutions = graph.nodes.filter(({ opType }) => opType === 'Conv' || opType === 'ConvTranspose')
  for (const node of convolutions) {
    const weight = weightOf(graph, node)
    if (weight?.dims.length !== 3) return false
    const [outs, ins, width] = weight.dims as [number, number, number]
    weight.dims = [outs, ins, 1, width]
    for (const attribute of node.attributes) {
      const { name, ints } = attribute
      if (name === 'pads') attribute.ints = [0n, ints[0]!, 0n, ints[1]!]
      else if (name === 'output_padding') attribute.ints = [0n, ...ints]
      else if (name === 'kernel_shape' || name === 'strides' || name === 'dilations') attribute.ints = [1n, ...ints]
    }
  }
  graph.initializers.push(int64Tensor('parley/height', [2]))
  replaceUses(graph, { from: LATENTS, to: 'parley/latents' })
  graph.nodes.unshift(makeNode('Unsqueeze', [LATENTS, 'parley/height'], { outputs: ['parley/latents'] }))
  return true
}
