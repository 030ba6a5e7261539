import type { Attribute, Graph, Node, Tensor, ValueInfo } from './graph.ts'

/** One attribute: a number with a point is not told from one without, so say which; a list of integers; a string; a graph; a tensor. */
export type AttributeValue = bigint | number | string | readonly number[] | Graph | Tensor | { readonly float: number }

/** A new node. Numbers become INT attributes, lists INTS, `{ float }` FLOAT. */
export function makeNode(
  opType: string, inputs: readonly string[],
  { outputs, name = `parley/${outputs[0]}`, domain = '', attributes = {} }: {
    outputs: readonly string[]; name?: string; domain?: string; attributes?: Readonly<Record<string, AttributeValue>>
  },
): Node {
  return {
    name, opType, domain, inputs: [...inputs], outputs: [...outputs], rest: [],
    attributes: Object.entries(attributes).map(([key, value]) => makeAttribute(key, value)),
  }
}

function makeAttribute(name: string, value: AttributeValue): Attribute {
  const empty = { name, floats: [], ints: [], strings: [], rest: [] }
  if (typeof value === 'bigint' || typeof value === 'number') return { ...empty, type: 2, i: BigInt(value) }
  if (typeof value === 'string') return { ...empty, type: 3, s: value }
  if (Array.isArray(value)) return { ...empty, type: 7, ints: (value as readonly number[]).map(BigInt) }
  if ('float' in value) return { ...empty, type: 1, f: value.float }
  if ('nodes' in value) return { ...empty, type: 5, g: value }
  return { ...empty, type: 4, t: value as Tensor }
}

/** A value of a graph's border, for inputs and outputs. */
export function makeValue(name: string, elemType: number, dims: ValueInfo['dims']): ValueInfo {
  return { name, elemType, dims, rest: [] }
}

/** The attribute of that name, if the node has it. */
export function attributeOf(node: Node, name: string): Attribute | undefined {
  return node.attributes.find((attribute) => attribute.name === name)
}

/** Graphs within the nodes of this one: branches of If, bodies of Loop and Scan; not theirs in turn. */
export function innerGraphs(graph: Graph): Graph[] {
  return graph.nodes.flatMap(({ attributes }) => attributes.flatMap(({ g }) => (g ? [g] : [])))
}

/** This graph and every graph within it, outermost first. */
export function allGraphs(graph: Graph): Graph[] {
  return [graph, ...innerGraphs(graph).flatMap(allGraphs)]
}

/** The node of this graph that makes a value. */
export function producerOf(graph: Graph, value: string): Node | undefined {
  return value === '' ? undefined : graph.nodes.find(({ outputs }) => outputs.includes(value))
}

/** Nodes of this graph that read a value; those of inner graphs count by the node that holds them. */
export function consumersOf(graph: Graph, value: string): Node[] {
  const reads = (node: Node): boolean => node.inputs.includes(value)
    || node.attributes.some(({ g }) => g !== undefined && (g.outputs.some(({ name }) => name === value) || g.nodes.some(reads)))
  return graph.nodes.filter(reads)
}

/** The constant of that name: an initialiser, or the tensor of a Constant node. */
export function constantOf(graph: Graph, name: string): Tensor | undefined {
  const initializer = graph.initializers.find((tensor) => tensor.name === name)
  if (initializer) return initializer
  const node = producerOf(graph, name)
  return node?.opType === 'Constant' ? attributeOf(node, 'value')?.t : undefined
}

/** Lets everything that read `from` read `to`, inner graphs included, except the named nodes. */
export function replaceUses(graph: Graph, { from, to, except = [] }: { from: string; to: string; except?: readonly Node[] }): void {
  for (const inner of allGraphs(graph)) {
    for (const node of inner.nodes) if (!except.includes(node)) node.inputs = node.inputs.map((name) => (name === from ? to : name))
    if (inner !== graph) for (const output of inner.outputs) if (output.name === from) output.name = to
  }
}

/** Puts nodes right before another of the same graph. */
export function insertBefore(graph: Graph, anchor: Node, nodes: readonly Node[]): void {
  const at = graph.nodes.indexOf(anchor)
  if (at < 0) throw new Error(`The graph "${graph.name}" has no node "${anchor.name}"`)
  graph.nodes.splice(at, 0, ...nodes)
}

/** A name that no value of the graph, or of graphs within it, has yet. */
export function freshName(graph: Graph, wanted: string): string {
  const taken = new Set(allGraphs(graph).flatMap(({ nodes, initializers, inputs }) => [
    ...nodes.flatMap(({ inputs: read, outputs }) => [...read, ...outputs]), ...initializers.map(({ name }) => name), ...inputs.map(({ name }) => name),
  ]))
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  return name
}
