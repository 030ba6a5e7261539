import { makeNode } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Node, Tensor } from '../../onnx/graph.ts'
import { rawTensor, readValues } from '../../onnx/tensors.ts'
import type { Source } from './source.ts'

/** Int8 weights of a projection, by column. */
export interface Linear {
  /** Rows of the weights: what goes in. */
  readonly ins: number
  readonly outs: number
  /** Weight of (out, in) as uint8 [outs, ins]. */
  readonly bytes: Uint8Array
  /** Float32 [outs]. */
  readonly scales: Float32Array
  /** What stands for 0, [outs]. */
  readonly zeros: Uint8Array
  /** Float32 [outs]; zeros where it has none. */
  readonly bias: Float32Array
}

/** Weights of a row that share a scale, with as many activations. At 32 this product is the same to the last bit whatever else is in the step, for half as much time again. */
const BLOCK = 128

/**
 * Reads the projection that ends in `product`, as onnxruntime's dynamic quantisation writes it: DynamicQuantizeLinear,
 * MatMulInteger, Cast, Mul by the scales, and an Add of the bias. Undefined for another form.
 */
export function readLinear(source: Source, product: string): Linear | undefined {
  const scaled = source.producer(product)
  if (scaled?.opType !== 'Mul') return undefined
  const factors = scaled.inputs.map((name) => source.producer(name))
  const cast = factors.find((node) => node?.opType === 'Cast')
  const scaling = factors.find((node) => node?.opType === 'Mul')
  const multiplied = cast && source.producer(cast.inputs[0]!)
  const scales = scaling?.inputs.map((name) => source.constant(name)).find(Boolean)
  if (multiplied?.opType !== 'MatMulInteger' || !scales) return undefined
  const weights = readWeights(source, multiplied.inputs[1]!)
  if (!weights || weights.ins % BLOCK !== 0) return undefined
  const zero = multiplied.inputs[3] ? source.constant(multiplied.inputs[3]) : undefined
  // Signed numbers move up by 128.
  const zeros = zero ? Array.from(readValues(zero) as Iterable<number>, (value) => value + (zero.dataType === DATA_TYPE.int8 ? 128 : 0)) : [weights.signed ? 128 : 0]
  const { ins, outs, bytes } = weights
  return { ins, outs, bytes, scales: Float32Array.from(spread(readValues(scales), outs)), zeros: Uint8Array.from(spread(zeros, outs)), bias: readBias(source, product, outs) }
}

function readWeights(source: Source, name: string): { ins: number; outs: number; bytes: Uint8Array; signed: boolean } | undefined {
  const transpose = source.producer(name)
  const turned = transpose?.opType === 'Transpose'
  const tensor = source.constant(turned ? transpose.inputs[0]! : name)
  if (!tensor || tensor.dims.length !== 2 || (tensor.dataType !== DATA_TYPE.int8 && tensor.dataType !== DATA_TYPE.uint8)) return undefined
  const signed = tensor.dataType === DATA_TYPE.int8
  const values = readValues(tensor) as Int8Array | Uint8Array
  const [ins, outs] = turned ? tensor.dims.toReversed() as [number, number] : tensor.dims as [number, number]
  const bytes = new Uint8Array(ins * outs)
  const shift = signed ? 128 : 0
  if (turned) for (let at = 0; at < bytes.length; at++) bytes[at] = values[at]! + shift
  else for (let row = 0; row < ins; row++) for (let column = 0; column < outs; column++) bytes[column * ins + row] = values[row * outs + column]! + shift
  return { ins, outs, bytes, signed }
}

function readBias(source: Source, product: string, outs: number): Float32Array {
  const add = source.consumers(product).find(({ opType }) => opType === 'Add')
  const bias = add?.inputs.map((name) => source.constant(name)).find(Boolean)
  return bias && bias.dims.length === 1 && bias.dims[0] === outs ? readValues(bias) as Float32Array : new Float32Array(outs)
}

/** Projections of the same input as one. */
export function joinLinears(parts: readonly Linear[]): Linear {
  const join = <T extends Uint8Array | Float32Array>(all: T, pick: (part: Linear) => T): T => {
    let at = 0
    for (const part of parts) {
      all.set(pick(part), at)
      at += pick(part).length
    }
    return all
  }
  const outs = parts.reduce((sum, part) => sum + part.outs, 0)
  const { ins } = parts[0]!
  return {
    ins, outs, bytes: join(new Uint8Array(ins * outs), ({ bytes }) => bytes), scales: join(new Float32Array(outs), ({ scales }) => scales),
    zeros: join(new Uint8Array(outs), ({ zeros }) => zeros), bias: join(new Float32Array(outs), ({ bias }) => bias),
  }
}

/**
 * A node that computes the projection with activations scaled by row and block (MatMulNBits, 8 bits), so that what else is in the step
 * changes a row by rounding alone, and its weights.
 */
export function writeLinear(linear: Linear, { name, input, output }: { name: string; input: string; output: string }): { node: Node; initializers: Tensor[] } {
  const { ins, outs, bytes, scales, zeros, bias } = linear
  const blocks = ins / BLOCK
  const each = <T extends Uint8Array | Float32Array>(all: T, values: T): T => all.map((_, at) => values[Math.floor(at / blocks)]!) as T
  const initializers = [
    rawTensor(`${name}.bytes`, DATA_TYPE.uint8, { values: bytes, dims: [outs, blocks, BLOCK] }),
    rawTensor(`${name}.scales`, DATA_TYPE.float, { values: each(new Float32Array(outs * blocks), scales), dims: [outs * blocks] }),
  ]
  const centred = zeros.every((zero) => zero === 128)
  if (!centred) initializers.push(rawTensor(`${name}.zeros`, DATA_TYPE.uint8, { values: each(new Uint8Array(outs * blocks), zeros), dims: [outs * blocks] }))
  const biased = bias.some((value) => value !== 0)
  if (biased) initializers.push(rawTensor(`${name}.bias`, DATA_TYPE.float, { values: bias, dims: [outs] }))
  const inputs = [input, `${name}.bytes`, `${name}.scales`, centred ? '' : `${name}.zeros`, '', biased ? `${name}.bias` : '']
  while (inputs.at(-1) === '') inputs.pop()
  const node = makeNode('MatMulNBits', inputs, {
    outputs: [output], domain: 'com.microsoft', attributes: { K: ins, N: outs, bits: 8, block_size: BLOCK, accuracy_level: 4 },
  })
  return { node, initializers }
}

function spread(values: ArrayLike<number | bigint>, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Number(values[values.length === 1 ? 0 : at]))
}
