import { DomainError } from '../../domain/errors.ts'
import type { Attribute, Graph, Model, Node, Tensor, ValueInfo } from './graph.ts'
import { bytesOf, floatsOf, intOf, intsOf, readFields, textOf } from './wire.ts'
import type { Field } from './wire.ts'

/**
 * Reads an ONNX model (the bytes of an `.onnx` file). Weights are views into `bytes`, so a large file costs its nodes alone.
 * Throws DomainError `model-unavailable` for bytes that are no model, or end too early.
 */
export function readGraph(bytes: Uint8Array): Model {
  try {
    const model: Model = { opsets: [], graph: emptyGraph(), rest: [] }
    let found = false
    // A Buffer's `slice` would share memory where an array's copies.
    for (const field of readFields(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
      if (field.number === 8) model.opsets.push(readOpset(bytesOf(field)))
      else if (field.number === 7) [model.graph, found] = [readGraphProto(bytesOf(field)), true]
      else model.rest.push(field)
    }
    if (!found || model.opsets.length === 0) throw new RangeError('it has no graph')
    return model
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new DomainError('model-unavailable', `Cannot read the ONNX graph of ${bytes.length} bytes: ${cause.message}`, { cause })
  }
}

const emptyGraph = (): Graph => ({ name: '', nodes: [], initializers: [], inputs: [], outputs: [], values: [], rest: [] })

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  const opset = { domain: '', version: 0 }
  for (const field of readFields(bytes)) {
    if (field.number === 1) opset.domain = textOf(field)
    else if (field.number === 2) opset.version = Number(intOf(field))
  }
  return opset
}

function readGraphProto(bytes: Uint8Array): Graph {
  const graph = emptyGraph()
  for (const field of readFields(bytes)) {
    if (field.number === 1) graph.nodes.push(readNode(bytesOf(field)))
    else if (field.number === 2) graph.name = textOf(field)
    else if (field.number === 5) graph.initializers.push(readTensor(bytesOf(field)))
    else if (field.number === 11) graph.inputs.push(readValueInfo(bytesOf(field)))
    else if (field.number === 12) graph.outputs.push(readValueInfo(bytesOf(field)))
    else if (field.number === 13) graph.values.push(readValueInfo(bytesOf(field)))
    else graph.rest.push(field)
  }
  return graph
}

function readNode(bytes: Uint8Array): Node {
  const node: Node = { name: '', opType: '', domain: '', inputs: [], outputs: [], attributes: [], rest: [] }
  for (const field of readFields(bytes)) {
    if (field.number === 1) node.inputs.push(textOf(field))
    else if (field.number === 2) node.outputs.push(textOf(field))
    else if (field.number === 3) node.name = textOf(field)
    else if (field.number === 4) node.opType = textOf(field)
    else if (field.number === 7) node.domain = textOf(field)
    else if (field.number === 5) node.attributes.push(readAttribute(bytesOf(field)))
    else node.rest.push(field)
  }
  return node
}

function readAttribute(bytes: Uint8Array): Attribute {
  const attribute: Attribute = { name: '', type: 0, floats: [], ints: [], strings: [], rest: [] }
  for (const field of readFields(bytes)) {
    if (field.number === 1) attribute.name = textOf(field)
    else if (field.number === 20) attribute.type = Number(intOf(field))
    else if (field.number === 2) attribute.f = floatsOf(field)[0]
    else if (field.number === 3) attribute.i = intOf(field)
    else if (field.number === 4) attribute.s = textOf(field)
    else if (field.number === 5) attribute.t = readTensor(bytesOf(field))
    else if (field.number === 6) attribute.g = readGraphProto(bytesOf(field))
    else if (field.number === 7) attribute.floats.push(...floatsOf(field))
    else if (field.number === 8) attribute.ints.push(...intsOf(field))
    else if (field.number === 9) attribute.strings.push(textOf(field))
    else attribute.rest.push(field)
  }
  return attribute
}

function readTensor(bytes: Uint8Array): Tensor {
  const tensor: Tensor = { name: '', dims: [], dataType: 0, external: null, rest: [] }
  for (const field of readFields(bytes)) {
    if (field.number === 1) tensor.dims.push(...intsOf(field).map(Number))
    else if (field.number === 2) tensor.dataType = Number(intOf(field))
    else if (field.number === 8) tensor.name = textOf(field)
    else if (field.number === 9) tensor.raw = bytesOf(field)
    else if (field.number === 13) tensor.external = { ...tensor.external, ...readEntry(bytesOf(field)) }
    // 14 says whether the numbers stand elsewhere: written again from `external`.
    else if (field.number !== 14) tensor.rest.push(field)
  }
  return tensor
}

function readEntry(bytes: Uint8Array): Record<string, string> {
  const texts = new Map(readFields(bytes).map((field) => [field.number, textOf(field)]))
  return { [texts.get(1) ?? '']: texts.get(2) ?? '' }
}

function readValueInfo(bytes: Uint8Array): ValueInfo {
  const value: ValueInfo = { name: '', elemType: null, dims: null, rest: [] }
  for (const field of readFields(bytes)) {
    const tensorType = field.number === 2 ? plainTensorType(bytesOf(field)) : null
    if (field.number === 1) value.name = textOf(field)
    else if (tensorType) Object.assign(value, tensorType)
    else value.rest.push(field)
  }
  return value
}

/** Null for another kind of value than a tensor, or one of which more is said than is known here. */
function plainTensorType(bytes: Uint8Array): Pick<ValueInfo, 'elemType' | 'dims'> | null {
  const [type, ...others] = readFields(bytes)
  if (!type || type.number !== 1 || others.length > 0) return null
  let [elemType, dims]: [number, ValueInfo['dims']] = [0, null]
  for (const field of readFields(bytesOf(type))) {
    if (field.number === 1) elemType = Number(intOf(field))
    else if (field.number === 2) dims = readFields(bytesOf(field)).map(readDim)
    else return null
  }
  return { elemType, dims }
}

function readDim(field: Field): number | string | null {
  const [dim] = readFields(bytesOf(field))
  if (dim?.number === 1) return Number(intOf(dim))
  return dim?.number === 2 ? textOf(dim) : null
}
