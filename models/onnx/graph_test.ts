import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { allGraphs, attributeOf, consumersOf, constantOf, freshName, innerGraphs, insertBefore, makeNode, makeValue, producerOf, replaceUses } from './edit.ts'
import { DATA_TYPE } from './graph.ts'
import type { Model } from './graph.ts'
import { readGraph } from './read.ts'
import { floatTensor, int64Tensor, rawTensor, readValues } from './tensors.ts'
import { floatField, intField, join as joined } from './wire.ts'
import { writeGraph } from './write.ts'

const SILERO = join(BUNDLED_FOLDER, 'silero-vad', 'model.onnx')

/** y = x + [1, 2, 3] where `large`, else x. */
function choice(): Model {
  const branch = (name: string, nodes: Model['graph']['nodes']) => ({
    name, nodes, initializers: [], inputs: [], outputs: [makeValue(`${name}_y`, DATA_TYPE.float, ['n'])], values: [], rest: [],
  })
  return {
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'choice', initializers: [floatTensor('offset', [1, 2, 3])], values: [], rest: [],
      nodes: [makeNode('If', ['large'], { outputs: ['y'], attributes: {
        then_branch: branch('then', [makeNode('Add', ['x', 'offset'], { outputs: ['then_y'] })]),
        else_branch: branch('else', [makeNode('Identity', ['x'], { outputs: ['else_y'] })]),
      } })],
      inputs: [makeValue('x', DATA_TYPE.float, ['n']), makeValue('large', DATA_TYPE.bool, [])],
      outputs: [makeValue('y', DATA_TYPE.float, ['n'])],
    },
    rest: [intField(1, 8)],
  }
}

async function run(model: Model, large: boolean): Promise<number[]> {
  const session = await InferenceSession.create(joined(writeGraph(model)))
  const { y } = await session.run({ x: new Tensor('float32', [10, 20, 30], [3]), large: new Tensor('bool', [large], []) })
  await session.release()
  return [...(y!.data as Float32Array)]
}

test('a model that is read and written says the same', async () => {
  const bytes = await readFile(SILERO)
  const model = readGraph(bytes)
  const again = joined(writeGraph(model))
  assert.deepEqual(readGraph(again), model)
  const feeds = { input: new Tensor('float32', Float32Array.from({ length: 576 }, (_, n) => Math.sin(n / 9)), [1, 576]),
    state: new Tensor('float32', new Float32Array(256), [2, 1, 128]), sr: new Tensor('int64', [16_000n], []) }
  const [before, after] = await Promise.all([bytes, again].map(async (one) => (await InferenceSession.create(one)).run(feeds)))
  assert.deepEqual(after!['output']!.data, before!['output']!.data)
})

test('weights are views into the file, not copies of it', async () => {
  const bytes = await readFile(SILERO)
  const held = allGraphs(readGraph(bytes).graph).flatMap(({ initializers, nodes }) => [
    ...initializers, ...nodes.flatMap((node) => attributeOf(node, 'value')?.t ?? []),
  ]).filter(({ raw }) => raw && raw.length > 1_000)
  assert.ok(held.length > 10)
  for (const { raw } of held) assert.equal(raw!.buffer, bytes.buffer)
})

test('a graph with branches is made, changed and run', async () => {
  const model = choice()
  assert.deepEqual(await run(model, true), [11, 22, 33])
  const { graph } = readGraph(joined(writeGraph(model)))
  assert.deepEqual(innerGraphs(graph).map(({ name }) => name).toSorted(), ['else', 'then'])
  assert.equal(producerOf(graph, 'y')?.opType, 'If')
  assert.deepEqual(consumersOf(graph, 'offset').map(({ opType }) => opType), ['If'])
  assert.deepEqual([...readValues(constantOf(graph, 'offset')!)], [1, 2, 3])
  // Both branches read twice x instead.
  assert.equal(freshName(graph, 'then_y'), 'then_y_2')
  const doubled = freshName(graph, 'doubled')
  replaceUses(graph, { from: 'x', to: doubled })
  insertBefore(graph, graph.nodes[0]!, [makeNode('Add', ['x', 'x'], { outputs: [doubled] })])
  assert.deepEqual(await run({ ...model, graph }, true), [21, 42, 63])
  assert.deepEqual(await run({ ...model, graph }, false), [20, 40, 60])
})

test('numbers of every kind come back', () => {
  const kept = (model: Model) => readGraph(joined(writeGraph(model))).graph
  const model = choice()
  model.graph.initializers.push(
    int64Tensor('ends', [-1, 2n ** 63n - 1n]), int64Tensor('one', [7], []),
    rawTensor('int8', DATA_TYPE.int8, { values: Int8Array.of(-3, 3), dims: [2] }),
    { name: 'typed', dims: [2], dataType: DATA_TYPE.float, external: null, rest: [floatField(4, 0.5), floatField(4, -2)] },
    { name: 'typed64', dims: [1], dataType: DATA_TYPE.int64, external: null, rest: [intField(7, -5)] },
  )
  model.graph.nodes[0]!.attributes.push({ name: 'f', type: 1, f: 0.25, floats: [], ints: [], strings: [], rest: [] },
    { name: 'ints', type: 7, floats: [], ints: [-1n, 300n], strings: [], rest: [] }, { name: 'words', type: 8, floats: [], ints: [], strings: ['a', 'é'], rest: [] })
  const graph = kept(model)
  const values = Object.fromEntries(graph.initializers.map((tensor) => [tensor.name, [...readValues(tensor)]]))
  assert.deepEqual(values, { offset: [1, 2, 3], ends: [-1n, 2n ** 63n - 1n], one: [7n], int8: [-3, 3], typed: [0.5, -2], typed64: [-5n] })
  const [f, ints, words] = ['f', 'ints', 'words'].map((name) => attributeOf(graph.nodes[0]!, name)!)
  assert.deepEqual([f!.f, ints!.ints, words!.strings], [0.25, [-1n, 300n], ['a', 'é']])
})

test('bytes that are no model, or end early, are refused with a reason', async () => {
  const bytes = await readFile(SILERO)
  assert.throws(() => readGraph(bytes.subarray(0, 50_000)), { code: 'model-unavailable', message: /50000 bytes: a field of \d+ bytes begins/ })
  assert.throws(() => readGraph(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')), { code: 'model-unavailable' })
  assert.throws(() => readGraph(new Uint8Array()), { code: 'model-unavailable', message: /no graph/ })
  assert.throws(() => readValues({ name: 'w', dims: [1], dataType: 16, external: null, rest: [] }), { code: 'model-unavailable', message: /"w": its data type 16/ })
})
