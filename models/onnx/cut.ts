import { makeValue } from './edit.ts'
import type { Graph, Node, ValueInfo } from './graph.ts'

export interface CutOptions {
  /** Values that are given from outside from now on. */
  readonly inputs: readonly ValueInfo[]
  /** Values that are wanted. */
  readonly outputs: readonly string[]
}

/**
 * Leaves of a graph what makes `outputs` out of `inputs`, constants and those of its own inputs that are still read.
 * @returns the names of its own inputs that are
 */
export function cutGraph(graph: Graph, { inputs, outputs }: CutOptions): string[] {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.filter((name) => name !== '').map((name) => [name, node] as const)))
  const given = new Set(inputs.map(({ name }) => name))
  const [kept, read] = [new Set<Node>(), new Set<string>()]
  const open = [...outputs]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (read.has(value)) continue
    read.add(value)
    const maker = given.has(value) ? undefined : makers.get(value)
    if (!maker || kept.has(maker)) continue
    kept.add(maker)
    open.push(...maker.inputs.filter((name) => name !== ''), ...maker.attributes.flatMap(({ g }) => (g ? outerValues(g) : [])))
  }
  const own = graph.inputs.filter(({ name }) => read.has(name) && !given.has(name))
  graph.nodes = graph.nodes.filter((node) => kept.has(node))
  graph.initializers = graph.initializers.filter(({ name }) => read.has(name))
  graph.values = []
  graph.outputs = outputs.map((name) => graph.outputs.find((output) => output.name === name) ?? makeValue(name, 1, null))
  graph.inputs = [...own, ...inputs]
  return own.map(({ name }) => name)
}

/** What an inner graph may read of the graph around it: more than it does, by the names that are its own. */
function outerValues(graph: Graph): string[] {
  return [...graph.outputs.map(({ name }) => name), ...graph.nodes.flatMap((node) => [...node.inputs, ...node.attributes.flatMap(({ g }) => (g ? outerValues(g) : []))])].filter((name) => name !== '')
}
