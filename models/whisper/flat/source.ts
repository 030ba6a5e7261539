import { attributeOf } from '../../onnx/edit.ts'
import type { Graph, Model, Node, Tensor } from '../../onnx/graph.ts'

/**
 * The parts of a merged decoder that a flat one is made of: the branch that runs without a cache, which has every weight, and
 * the graph around it.
 */
export interface Source {
  /** The node of the branch, or of the graph around it, that makes a value. */
  producer(value: string): Node | undefined
  /** The constant of that name in either. */
  constant(name: string): Tensor | undefined
  /** The constant whose name begins so; exporters append to the names of those that both branches share. */
  weight(prefix: string): Tensor | undefined
  /** Nodes that read a value. */
  consumers(value: string): Node[]
  /** Nodes that make these values out of `cuts` and constants, in order, with the constants. */
  ancestors(values: readonly string[], cuts: readonly string[]): { nodes: Node[]; initializers: Tensor[] }
}

/** Reads a decoder that holds its two ways in one If, as transformers.js exports it. Undefined for another kind of graph. */
export function readSource({ graph }: Model): Source | undefined {
  const choice = graph.nodes.find(({ opType, inputs }) => opType === 'If' && inputs[0] === 'use_cache_branch')
  const branch = choice && attributeOf(choice, 'else_branch')?.g
  return branch && sourceOf([branch, graph])
}

function sourceOf(graphs: readonly Graph[]): Source {
  const makers = new Map<string, Node>()
  const constants = new Map<string, Tensor>()
  const readers = new Map<string, Node[]>()
  const order = new Map<Node, number>()
  for (const graph of graphs.toReversed()) {
    for (const tensor of graph.initializers) constants.set(tensor.name, tensor)
    for (const node of graph.nodes) {
      order.set(node, order.size)
      for (const output of node.outputs) if (output) makers.set(output, node)
      for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
    }
  }
  const constant = (name: string) => constants.get(name) ?? (makers.get(name)?.opType === 'Constant' ? attributeOf(makers.get(name)!, 'value')?.t : undefined)
  return {
    producer: (value) => makers.get(value),
    constant,
    weight(prefix) {
      for (const [name, tensor] of constants) if (name === prefix || name.startsWith(`${prefix}_`)) return tensor
      return undefined
    },
    consumers: (value) => readers.get(value) ?? [],
    ancestors(values, cuts) {
      const [nodes, initializers] = [new Set<Node>(), new Set<Tensor>()]
      const waiting = [...values]
      for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
        if (cuts.includes(value)) continue
        const tensor = constants.get(value)
        if (tensor) initializers.add(tensor)
        const node = makers.get(value)
        if (!node || nodes.has(node)) continue
        nodes.add(node)
        waiting.push(...node.inputs)
      }
      return { nodes: [...nodes].toSorted((a, b) => order.get(a)! - order.get(b)!), initializers: [...initializers] }
    },
  }
}
