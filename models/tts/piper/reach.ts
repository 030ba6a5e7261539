import { attributeOf } from '../../onnx/edit.ts'
import type { Graph, Node } from '../../onnx/graph.ts'

export interface Reach {
  /** Samples of the sound for each frame of the latents. */
  readonly hop: number
  /** How many times the latents' rate each upsampling's input has; 1 for the first. */
  readonly rates: readonly number[]
  /** How many frames on each side of a piece its sound depends on. */
  readonly frames: number
  /** The same from each upsampling's input on; those of the first one are of no use. */
  readonly after: readonly number[]
}

interface Seen {
  /** Samples here for each frame. */
  readonly rate: number
  /** Frames on each side that a sample here depends on. */
  readonly frames: number
}

/** Follows a decoder's convolutions from its latents to its sound. All ways lead through each upsampling, so what is left after one is the rest. */
export function findReach(graph: Graph, latents: string): Reach {
  const seen = new Map<string, Seen>([[latents, { rate: 1, frames: 0 }]])
  const ups: Seen[] = []
  for (const node of graph.nodes) {
    const inputs = node.inputs.flatMap((name) => seen.get(name) ?? [])
    if (inputs.length === 0) continue
    const [widest] = inputs.toSorted((a, b) => b.frames - a.frames) as [Seen, ...Seen[]]
    if (node.opType === 'ConvTranspose') ups.push(widest)
    for (const output of node.outputs) seen.set(output, follow(node, widest))
  }
  const { rate: hop, frames } = seen.get(graph.outputs[0]!.name)!
  return { hop, rates: ups.map(({ rate }) => rate), frames: Math.ceil(frames), after: ups.map((up) => Math.ceil(frames - up.frames)) }
}

function follow(node: Node, { rate, frames }: Seen): Seen {
  const last = (name: string) => Number(attributeOf(node, name)?.ints.at(-1) ?? 1)
  if (node.opType === 'Conv') return { rate, frames: frames + ((last('kernel_shape') - 1) * last('dilations')) / 2 / rate }
  if (node.opType !== 'ConvTranspose') return { rate, frames }
  const stride = last('strides')
  return { rate: rate * stride, frames: frames + Math.ceil(last('kernel_shape') / stride / 2) / rate }
}
