import { constantOf, makeNode, makeValue } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Graph, Model, Node } from '../../onnx/graph.ts'
import { int64Tensor, readValues } from '../../onnx/tensors.ts'

/** Inputs of an encoder that takes a summary: int64 [steps], which step of the full window each is. */
export const POSITIONS = 'positions'
/** Float32 [1, 1, 1, steps]: what is added to every score of attention to a step. */
export const WEIGHTS = 'step_weights'

/**
 * Lets an encoder take steps that stand for several: each is told its place in the full window, and attention to it is weighed. Call it after
 * `sizeEncoder` and `fuseAttention`; leaves the model as it was where the positions are not cut by a Slice or an attention was not fused.
 * @param steps positions of the full window
 * @returns whether it takes them now
 */
export function weighSteps({ graph }: Model, { steps }: { steps: number }): boolean {
  const attentions = graph.nodes.filter(({ opType }) => opType === 'MultiHeadAttention')
  const cut = findCut(graph, steps)
  if (!cut || attentions.length === 0 || graph.nodes.some(({ opType }) => opType === 'Softmax')) return false
  graph.nodes[graph.nodes.indexOf(cut.node)] = makeNode('Gather', [cut.node.inputs[0]!, POSITIONS], { outputs: cut.node.outputs, attributes: { axis: cut.axis } })
  graph.initializers.push(int64Tensor('parley/ones', [1, 1]))
  graph.nodes.unshift(
    makeNode('Shape', [POSITIONS], { outputs: ['parley/steps'] }),
    makeNode('Concat', ['parley/ones', 'parley/steps', 'parley/steps'], { outputs: ['parley/scores'], attributes: { axis: 0 } }),
    // onnxruntime adds what has the scores' own shape, and repeats it for each head alone.
    makeNode('Expand', [WEIGHTS, 'parley/scores'], { outputs: ['parley/added'] }),
  )
  for (const node of attentions) node.inputs = [...node.inputs.slice(0, 3), '', '', 'parley/added']
  graph.inputs.push(makeValue(POSITIONS, DATA_TYPE.int64, ['steps']), makeValue(WEIGHTS, DATA_TYPE.float, [1, 1, 1, 'steps']))
  return true
}

/** Where the positions are cut to the input's length. */
function findCut(graph: Graph, steps: number): { node: Node; axis: number } | undefined {
  for (const node of graph.nodes) {
    const table = node.opType === 'Slice' ? constantOf(graph, node.inputs[0]!) : undefined
    const at = table?.dims.indexOf(steps) ?? -1
    const along = node.inputs[3] ? constantOf(graph, node.inputs[3]) : undefined
    if (at < 0 || !along || constantOf(graph, node.inputs[2]!)) continue
    const axis = Number(readValues(along)[0])
    if ((axis + table!.dims.length) % table!.dims.length === at) return { node, axis: at }
  }
  return undefined
}
