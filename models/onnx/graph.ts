import type { Field } from './wire.ts'

/**
 * An ONNX model as plain data to be changed in place (onnx.proto of ONNX 1.x). What is not named here stays in `rest`
 * and is written as it was read.
 */
export interface Model {
  opsets: { domain: string; version: number }[]
  graph: Graph
  rest: Field[]
}

export interface Graph {
  name: string
  /** In an order in which each stands after those it reads. */
  nodes: Node[]
  initializers: Tensor[]
  inputs: ValueInfo[]
  outputs: ValueInfo[]
  /** What is noted of values in between. */
  values: ValueInfo[]
  rest: Field[]
}

export interface Node {
  name: string
  opType: string
  /** '' is ONNX's own. */
  domain: string
  /** '' stands for one that is left out. */
  inputs: string[]
  outputs: string[]
  attributes: Attribute[]
  rest: Field[]
}

/** One of the values is set, by its type. */
export interface Attribute {
  name: string
  /** AttributeProto.AttributeType: FLOAT 1, INT 2, STRING 3, TENSOR 4, GRAPH 5, FLOATS 6, INTS 7, STRINGS 8. */
  type: number
  f?: number
  i?: bigint
  s?: string
  t?: Tensor
  /** A branch of If, a body of Loop or Scan. */
  g?: Graph
  floats: number[]
  ints: bigint[]
  strings: string[]
  rest: Field[]
}

/** TensorProto.DataType of the kinds that are named in this project. */
export const DATA_TYPE = Object.freeze({
  float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, double: 11,
})

export interface Tensor {
  name: string
  dims: number[]
  /** As in DATA_TYPE. */
  dataType: number
  /** Little-endian, a view into the file. Undefined where the numbers stand in typed fields of `rest`, or in another file. */
  raw?: Uint8Array
  /** `location`, `offset`, `length` of numbers that stand in another file. */
  external: Record<string, string> | null
  rest: Field[]
}

export interface ValueInfo {
  name: string
  /** Null: not a tensor, kept as it is. */
  elemType: number | null
  /** A number, a name, or null for unknown; null in place of the list where nothing is said of the shape. */
  dims: (number | string | null)[] | null
  rest: Field[]
}
