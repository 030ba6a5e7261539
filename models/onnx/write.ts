import { DomainError } from '../../domain/errors.ts'
import type { Attribute, Graph, Model, Node, Tensor, ValueInfo } from './graph.ts'
import { bytesField, floatField, intField, sizeOf, textField, writeFields } from './wire.ts'
import type { Field } from './wire.ts'

/** What Protocol Buffers, and with them ONNX in one file, can hold. */
export const MODEL_MAX_BYTES = 2 ** 31 - 1

/**
 * The bytes of a model, in pieces whose weights are still views into what was read: write them one after another.
 * Throws DomainError `model-unavailable` for a model that does not fit one file.
 */
export function writeGraph({ opsets, graph, rest }: Model): Uint8Array[] {
  const versions = opsets.map(({ domain, version }) => bytesField(8, writeFields([...optionalText(1, domain), intField(2, version)])))
  const pieces = writeFields([...rest, ...versions, bytesField(7, writeGraphProto(graph))])
  if (sizeOf(pieces) > MODEL_MAX_BYTES) {
    throw new DomainError('model-unavailable', `Cannot write the ONNX graph "${graph.name}" of ${sizeOf(pieces)} bytes: one file holds 2 GiB at most. Use a quantised export`)
  }
  return pieces
}

function writeGraphProto(graph: Graph): Uint8Array[] {
  return writeFields([
    ...graph.rest,
    ...graph.nodes.map((node) => bytesField(1, writeNode(node))),
    ...optionalText(2, graph.name),
    ...graph.initializers.map((tensor) => bytesField(5, writeTensor(tensor))),
    ...graph.inputs.map((value) => bytesField(11, writeValueInfo(value))),
    ...graph.outputs.map((value) => bytesField(12, writeValueInfo(value))),
    ...graph.values.map((value) => bytesField(13, writeValueInfo(value))),
  ])
}

function writeNode(node: Node): Uint8Array[] {
  return writeFields([
    ...node.rest,
    ...node.inputs.map((name) => textField(1, name)),
    ...node.outputs.map((name) => textField(2, name)),
    ...optionalText(3, node.name),
    textField(4, node.opType),
    ...node.attributes.map((attribute) => bytesField(5, writeAttribute(attribute))),
    ...optionalText(7, node.domain),
  ])
}

function writeAttribute({ name, type, f, i, s, t, g, floats, ints, strings, rest }: Attribute): Uint8Array[] {
  return writeFields([
    ...rest,
    textField(1, name),
    ...(f === undefined ? [] : [floatField(2, f)]),
    ...(i === undefined ? [] : [intField(3, i)]),
    ...(s === undefined ? [] : [textField(4, s)]),
    ...(t === undefined ? [] : [bytesField(5, writeTensor(t))]),
    ...(g === undefined ? [] : [bytesField(6, writeGraphProto(g))]),
    ...floats.map((value) => floatField(7, value)),
    ...ints.map((value) => intField(8, value)),
    ...strings.map((value) => textField(9, value)),
    intField(20, type),
  ])
}

function writeTensor({ name, dims, dataType, raw, external, rest }: Tensor): Uint8Array[] {
  const entries = Object.entries(external ?? {}).map(([key, value]) => bytesField(13, writeFields([textField(1, key), textField(2, value)])))
  return writeFields([
    ...rest,
    ...dims.map((dim) => intField(1, dim)),
    intField(2, dataType),
    ...optionalText(8, name),
    ...(raw === undefined ? [] : [bytesField(9, raw)]),
    ...entries,
    ...(external ? [intField(14, 1)] : []),
  ])
}

function writeValueInfo({ name, elemType, dims, rest }: ValueInfo): Uint8Array[] {
  const shape = dims === null ? [] : [bytesField(2, writeFields(dims.map((dim) => bytesField(1, writeDim(dim)))))]
  const type = elemType === null ? [] : [bytesField(2, writeFields([bytesField(1, writeFields([intField(1, elemType), ...shape]))]))]
  return writeFields([...rest, textField(1, name), ...type])
}

function writeDim(dim: number | string | null): Uint8Array[] {
  if (dim === null) return []
  return writeFields([typeof dim === 'number' ? intField(1, dim) : textField(2, dim)])
}

function optionalText(number: number, text: string): Field[] {
  return text === '' ? [] : [textField(number, text)]
}
