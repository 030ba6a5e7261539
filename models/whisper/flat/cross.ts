import { makeNode } from '../../onnx/edit.ts'
import type { Model } from '../../onnx/graph.ts'
import { readSource } from './source.ts'

/** Name of the edit and its version. */
export const CROSS_VERSION = 'cross-1'

/**
 * Keeps of Whisper's merged decoder what turns encoded audio into the cross-attention's keys and values: `encoder_hidden_states` float32
 * [1, steps, width] → `cross.I.key|value` float32 [1, heads, steps, 64]. They are the same in each step. Of `input_ids` int64 [1, 1] only the
 * first dimension counts, where the graph reads it.
 * @returns false, and the model as it was, where the decoder is of another form
 */
export function toCross(model: Model): boolean {
  const source = readSource(model)
  const kept = model.graph.outputs.filter(({ name }) => /^present\.\d+\.encoder\.(key|value)$/.test(name))
  if (!source || kept.length === 0 || kept.some(({ name }) => !source.producer(name))) return false
  const { nodes, initializers } = source.ancestors(kept.map(({ name }) => name), model.graph.inputs.map(({ name }) => name))
  const read = new Set(nodes.flatMap(({ inputs }) => inputs))
  const crossName = (name: string) => name.replace(/^present\.(\d+)\.encoder/, 'cross.$1')
  model.graph = {
    name: 'whisper-cross', initializers, values: [], rest: [],
    inputs: model.graph.inputs.filter(({ name }) => read.has(name)),
    // The nodes that the cache comes from are those of the branch; If had passed their values on.
    nodes: [...nodes, ...kept.map(({ name }) => makeNode('Identity', [name], { outputs: [crossName(name)] }))],
    outputs: kept.map((value) => ({ ...value, name: crossName(value.name) })),
  }
  return true
}
