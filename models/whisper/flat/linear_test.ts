import { test } from 'node:test'
import assert from 'node:assert/strict'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { makeNode, makeValue } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Graph, Model } from '../../onnx/graph.ts'
import { floatTensor, rawTensor } from '../../onnx/tensors.ts'
import { intField, join } from '../../onnx/wire.ts'
import { writeGraph } from '../../onnx/write.ts'
import { joinLinears, readLinear, writeLinear } from './linear.ts'
import { readSource } from './source.ts'

const [INS, OUTS] = [256, 6]
const x = Float32Array.from({ length: 2 * INS }, (_, at) => Math.sin(at * 1.7) * (at < INS ? 1 : 40))

interface Case {
  readonly kind: 'int8' | 'uint8'
  readonly scales: readonly number[]
  readonly zeros: readonly number[]
  readonly bias: readonly number[] | null
}

const typed = (kind: Case['kind'], values: readonly number[]) => (kind === 'int8' ? Int8Array.from(values) : Uint8Array.from(values))

/** A projection as onnxruntime quantises it, in the branch of an If. */
function quantised({ kind, scales, zeros, bias }: Case): Model {
  const values = typed(kind, Array.from({ length: INS * OUTS }, (_, at) => ((at * 37) % 200) - (kind === 'int8' ? 100 : 0)))
  const type = DATA_TYPE[kind]
  const branch: Graph = {
    name: 'else', inputs: [], values: [], rest: [], outputs: [makeValue('y', DATA_TYPE.float, [1, 2, OUTS])],
    initializers: [
      rawTensor('w', type, { values, dims: [INS, OUTS] }), floatTensor('w_scale', scales, scales.length === 1 ? [] : [OUTS]),
      rawTensor('w_zero', type, { values: typed(kind, zeros), dims: zeros.length === 1 ? [] : [OUTS] }), ...(bias ? [floatTensor('bias', bias)] : []),
    ],
    nodes: [
      makeNode('DynamicQuantizeLinear', ['x'], { outputs: ['x_q', 'x_scale', 'x_zero'] }), makeNode('MatMulInteger', ['x_q', 'w', 'x_zero', 'w_zero'], { outputs: ['i'] }),
      makeNode('Cast', ['i'], { outputs: ['f'], attributes: { to: DATA_TYPE.float } }), makeNode('Mul', ['x_scale', 'w_scale'], { outputs: ['s'] }), makeNode('Mul', ['f', 's'], { outputs: ['product'] }),
      makeNode(bias ? 'Add' : 'Identity', bias ? ['bias', 'product'] : ['product'], { outputs: ['y'] }),
    ],
  }
  const graph: Graph = {
    name: 'merged', initializers: [], values: [], rest: [], inputs: [makeValue('x', DATA_TYPE.float, [1, 2, INS])], outputs: [makeValue('y', DATA_TYPE.float, [1, 2, OUTS])],
    nodes: [makeNode('If', ['use_cache_branch'], { outputs: ['y'], attributes: { else_branch: branch } })],
  }
  return { graph, opsets: [{ domain: '', version: 17 }, { domain: 'com.microsoft', version: 1 }], rest: [intField(1, 9)] }
}

/** What the weights stand for, in plain numbers. */
function expected({ kind, scales, zeros, bias }: Case): number[] {
  const pick = (list: readonly number[], at: number) => list[list.length === 1 ? 0 : at]!
  return Array.from({ length: 2 * OUTS }, (_, index) => {
    const [row, out] = [Math.floor(index / OUTS), index % OUTS]
    let sum = 0
    for (let k = 0; k < INS; k++) sum += x[row * INS + k]! * ((((k * OUTS + out) * 37) % 200) - (kind === 'int8' ? 100 : 0) - pick(zeros, out)) * pick(scales, out)
    return sum + (bias?.[out] ?? 0)
  })
}

async function project(linear: NonNullable<ReturnType<typeof readLinear>>): Promise<number[]> {
  const { node, initializers } = writeLinear(linear, { name: 'w', input: 'x', output: 'y' })
  const { opsets, rest, graph } = quantised(SYMMETRIC)
  const session = await InferenceSession.create(join(writeGraph({ opsets, rest, graph: { ...graph, nodes: [node], initializers, outputs: [makeValue('y', DATA_TYPE.float, [1, 2, linear.outs])] } })))
  const { y } = await session.run({ x: new Tensor('float32', x, [1, 2, INS]) })
  await session.release()
  return [...(y!.data as Float32Array)]
}

const SYMMETRIC: Case = { kind: 'int8', scales: [0.01, 0.02, 0.03, 0.01, 0.02, 0.03], zeros: [0], bias: [1, 2, 3, 4, 5, -6] }
const CASES: Readonly<Record<string, Case>> = {
  'signed weights with a scale for each column': SYMMETRIC,
  'unsigned weights with one scale and one zero': { kind: 'uint8', scales: [0.02], zeros: [90], bias: null },
  'signed weights with a zero for each column': { kind: 'int8', scales: [0.02], zeros: [3, -7, 0, 1, 2, -1], bias: [0.5, 0, 0, 0, 0, 1] },
}

for (const [name, one] of Object.entries(CASES)) {
  test(`${name} come out the same, each row by its own scale`, async () => {
    const linear = readLinear(readSource(quantised(one))!, 'product')!
    const [said, wanted] = [await project(linear), expected(one)]
    for (const row of [0, 1]) {
      const part = (list: readonly number[]) => list.slice(row * OUTS, (row + 1) * OUTS)
      const size = Math.hypot(...part(wanted))
      assert.ok(Math.hypot(...part(said).map((value, at) => value - part(wanted)[at]!)) / size < 0.02, `row ${row}: ${part(said).join()} for ${part(wanted).join()}`)
    }
  })
}

test('projections of one input are joined', async () => {
  const linear = readLinear(readSource(quantised(SYMMETRIC))!, 'product')!
  const [single, double] = [await project(linear), await project(joinLinears([linear, linear]))]
  assert.deepEqual(double.slice(0, OUTS), single.slice(0, OUTS))
  assert.deepEqual(double.slice(OUTS, 2 * OUTS), single.slice(0, OUTS))
})

test('what is not quantised so, or does not fit the blocks, is left alone', () => {
  const source = readSource(quantised(SYMMETRIC))!
  assert.equal(readLinear(source, 'y'), undefined)
  assert.equal(readLinear(source, 'nowhere'), undefined)
  assert.equal(readSource({ graph: { ...quantised(SYMMETRIC).graph, nodes: [] }, opsets: [], rest: [] }), undefined)
})
