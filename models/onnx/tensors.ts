import { DomainError } from '../../domain/errors.ts'
import { DATA_TYPE } from './graph.ts'
import type { Tensor } from './graph.ts'
import { floatsOf, intsOf } from './wire.ts'

/** Numbers of one tensor: of `raw`, or of the typed fields where an exporter wrote those. float16 as its bits. */
export type TensorValues = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array | Uint16Array

const KINDS = {
  [DATA_TYPE.float]: Float32Array, [DATA_TYPE.double]: Float64Array, [DATA_TYPE.int32]: Int32Array, [DATA_TYPE.int64]: BigInt64Array,
  [DATA_TYPE.uint8]: Uint8Array, [DATA_TYPE.bool]: Uint8Array, [DATA_TYPE.int8]: Int8Array, [DATA_TYPE.float16]: Uint16Array,
} as const
/** TensorProto's float_data, int32_data, int64_data. */
const TYPED = { floats: 4, int32s: 5, int64s: 7 } as const

/** An own copy of a tensor's numbers. Throws DomainError `model-unavailable` for another kind, or numbers that stand elsewhere. */
export function readValues(tensor: Tensor): TensorValues {
  const Kind = KINDS[tensor.dataType as keyof typeof KINDS]
  if (!Kind) throw refused(tensor, `its data type ${tensor.dataType} is not known here`)
  if (tensor.external) throw refused(tensor, 'its numbers stand in another file')
  if (tensor.raw) {
    if (tensor.raw.length % Kind.BYTES_PER_ELEMENT !== 0) throw refused(tensor, `it ends after ${tensor.raw.length} bytes`)
    return new Kind(tensor.raw.slice().buffer)
  }
  const numbers = (field: number) => tensor.rest.filter(({ number }) => number === field)
  if (tensor.dataType === DATA_TYPE.float) return Float32Array.from(numbers(TYPED.floats).flatMap(floatsOf))
  if (tensor.dataType === DATA_TYPE.int64) return BigInt64Array.from(numbers(TYPED.int64s).flatMap(intsOf))
  const values = numbers(TYPED.int32s).flatMap(intsOf).map(Number)
  if (values.length === 0 && sizeOf(tensor.dims) > 0) throw refused(tensor, 'it holds no numbers that are read here')
  return (Kind as typeof Int32Array).from(values) as TensorValues
}

/** int64 numbers as an initialiser or constant: a list, or with `dims` [] one number. */
export function int64Tensor(name: string, values: readonly (number | bigint)[], dims: readonly number[] = [values.length]): Tensor {
  return rawTensor(name, DATA_TYPE.int64, { values: BigInt64Array.from(values, BigInt), dims })
}

export function floatTensor(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return rawTensor(name, DATA_TYPE.float, { values: Float32Array.from(values), dims })
}

/** A tensor of the bytes of `values`. */
export function rawTensor(name: string, dataType: number, { values, dims }: { values: TensorValues; dims: readonly number[] }): Tensor {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return { name, dims: [...dims], dataType, raw, external: null, rest: [] }
}

/** Numbers that a tensor of these dimensions has. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1)
}

function refused({ name }: Tensor, why: string): DomainError {
  return new DomainError('model-unavailable', `Cannot read the tensor "${name}": ${why}`)
}
