import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { makeNode, makeValue } from './edit.ts'
import { DATA_TYPE } from './graph.ts'
import type { Model } from './graph.ts'
import { prepareGraph } from './prepare.ts'
import { floatTensor } from './tensors.ts'
import { intField } from './wire.ts'
import { writeGraph } from './write.ts'

const sum = (): Model => ({
  opsets: [{ domain: '', version: 17 }], rest: [intField(1, 8)],
  graph: {
    name: 'sum', initializers: [floatTensor('offset', [1, 2])], values: [], rest: [], nodes: [makeNode('Add', ['x', 'offset'], { outputs: ['y'] })],
    inputs: [makeValue('x', DATA_TYPE.float, [2])], outputs: [makeValue('y', DATA_TYPE.float, [2])],
  },
})

const multiply = ({ graph }: Model): void => {
  graph.nodes[0]!.opType = 'Mul'
}

async function open(t: TestContext, model = sum()) {
  const root = await mkdtemp(join(tmpdir(), 'parley-graph-'))
  t.after(() => rm(root, { recursive: true }))
  const source = join(root, 'model.onnx')
  await writeFile(source, writeGraph(model))
  const cacheFolder = join(root, 'cache')
  return { source, root, cacheFolder, graphs: join(cacheFolder, 'graphs'), options: { source, cacheFolder } }
}

async function run(path: string): Promise<number[]> {
  const session = await InferenceSession.create(path)
  const { y } = await session.run({ x: new Tensor('float32', [10, 20], [2]) })
  await session.release()
  return [...(y!.data as Float32Array)]
}

test('a graph is edited once, and again when its source or the edit is another', async (t) => {
  const { source, options } = await open(t)
  let edits = 0
  const edit = (model: Model) => (edits++, multiply(model))
  const first = await prepareGraph({ ...options, edit, version: 'a' })
  assert.deepEqual([await run(source), await run(first)], [[11, 22], [10, 40]])
  assert.equal(await prepareGraph({ ...options, edit, version: 'a' }), first)
  assert.equal(edits, 1)
  const other = await prepareGraph({ ...options, edit, version: 'b' })
  const changed = sum()
  changed.graph.initializers = [floatTensor('offset', [3, 4])]
  await writeFile(source, writeGraph(changed))
  await utimes(source, new Date(), new Date(1_000_000))
  const newer = await prepareGraph({ ...options, edit, version: 'a' })
  assert.deepEqual(await run(newer), [30, 80])
  assert.equal(new Set([first, other, newer]).size, 3)
  assert.equal(edits, 3)
})

test('copies of a model share what was made of it, whenever they were written', async (t) => {
  const { source, root, options, graphs } = await open(t)
  const first = await prepareGraph({ ...options, edit: multiply, version: 'a' })
  const copy = join(root, 'copy')
  await cp(source, join(copy, 'model.onnx'))
  await utimes(join(copy, 'model.onnx'), new Date(), new Date(1_000_000))
  const edit = () => assert.fail('it is made already')
  for (let round = 0; round < 2; round++) assert.equal(await prepareGraph({ ...options, source: join(copy, 'model.onnx'), edit, version: 'a' }), first)
  assert.equal((await readdir(graphs)).length, 1)
})

test('a digest that is noted spares reading the model, and one that cannot be read is made again', async (t) => {
  const { source, root, options } = await open(t)
  const time = new Date(1_000_000)
  await utimes(source, time, time)
  const first = await prepareGraph({ ...options, edit: multiply, version: 'a' })
  await writeFile(source, new Uint8Array((await stat(source)).size))
  await utimes(source, time, time)
  assert.equal(await prepareGraph({ ...options, edit: multiply, version: 'a' }), first)
  await writeFile(source, writeGraph(sum()))
  const [note] = await readdir(join(root, 'cache', 'digests'))
  await writeFile(join(root, 'cache', 'digests', note!), 'no note')
  assert.equal(await prepareGraph({ ...options, edit: multiply, version: 'a' }), first)
})

test('where nothing is to change the source is used, and nothing is written', async (t) => {
  const { source, options, root } = await open(t)
  assert.equal(await prepareGraph({ ...options, edit: () => false, version: 'a' }), source)
  assert.deepEqual(await readdir(root), ['model.onnx'])
})

test('those who want it at once get the same whole file', async (t) => {
  const { options, graphs } = await open(t)
  const paths = await Promise.all(Array.from({ length: 8 }, () => prepareGraph({ ...options, edit: multiply, version: 'a' })))
  assert.equal(new Set(paths).size, 1)
  assert.deepEqual(await run(paths[0]!), [10, 40])
  assert.equal((await readdir(graphs)).length, 1)
})

test('weights in a file beside the model are taken into it', async (t) => {
  const model = sum()
  const [offset] = model.graph.initializers
  const bytes = offset!.raw!
  Object.assign(offset!, { raw: undefined, external: { location: 'model.onnx_data', offset: '4', length: '8' } })
  const { options, root } = await open(t, model)
  await assert.rejects(prepareGraph({ ...options, edit: multiply, version: 'a' }), { code: 'model-unavailable', message: /"offset".*onnx_data" is not there/ })
  await writeFile(join(root, 'model.onnx_data'), Buffer.concat([new Uint8Array(4), bytes]))
  const first = await prepareGraph({ ...options, edit: multiply, version: 'a' })
  assert.deepEqual(await run(first), [10, 40])
  // The same graph with other weights is another model.
  await writeFile(join(root, 'model.onnx_data'), Buffer.concat([new Uint8Array(4), floatTensor('offset', [3, 4]).raw!, new Uint8Array(1)]))
  const other = await prepareGraph({ ...options, edit: multiply, version: 'a' })
  assert.deepEqual([await run(other), await run(first)], [[30, 80], [10, 40]])
  await truncate(join(root, 'model.onnx_data'), 9)
  await assert.rejects(prepareGraph({ ...options, edit: multiply, version: 'b' }), { message: /ends 3 bytes too early/ })
})

test('what is too large, outside, broken or missing fails with a sentence and leaves nothing', async (t) => {
  const { source, options, root, cacheFolder } = await open(t)
  const prepare = (edit: (model: Model) => void = multiply) => prepareGraph({ ...options, edit, version: 'a' })
  await assert.rejects(prepare((model) => {
    Object.assign(model.graph.initializers[0]!, { external: { location: '../other', length: '8' } })
  }), { code: 'model-unavailable', message: /outside of its folder/ })
  await assert.rejects(prepare((model) => {
    Object.assign(model.graph.initializers[0]!, { external: { location: 'far', length: String(3 * 2 ** 30) } })
  }), { code: 'model-unavailable', message: /3221225472 bytes.*2 GiB at most/ })
  await assert.rejects(prepare(() => {
    throw new RangeError('no such node')
  }), /no such node/)
  await truncate(source, 40)
  await assert.rejects(prepare(), { code: 'model-unavailable', message: /40 bytes/ })
  await truncate(source, 2 ** 31)
  await assert.rejects(prepare(), { code: 'model-unavailable', message: /2147483648 bytes: one file holds 2 GiB/ })
  await rm(source)
  await assert.rejects(prepare(), { code: 'model-unavailable', message: /is not there/ })
  assert.deepEqual(await readdir(root), [])
  assert.ok(cacheFolder)
})

test('a cache that cannot be written fails, and the source is untouched', async (t) => {
  const { source, options, root } = await open(t)
  await writeFile(join(root, 'cache'), 'a file where the folder should be')
  await assert.rejects(prepareGraph({ ...options, edit: multiply, version: 'a' }), { code: /EEXIST|ENOTDIR/ })
  assert.deepEqual(await run(source), [11, 22])
})

test('what nobody opened for a month goes when another one is made', async (t) => {
  const { options, graphs } = await open(t)
  const old = await prepareGraph({ ...options, edit: multiply, version: 'a' })
  const kept = await prepareGraph({ ...options, edit: multiply, version: 'b' })
  const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000)
  await writeFile(`${old}.broken-off.part`, 'half')
  for (const path of [old, kept, `${old}.broken-off.part`]) await utimes(path, longAgo, longAgo)
  assert.equal(await prepareGraph({ ...options, edit: multiply, version: 'b' }), kept)
  const fresh = await prepareGraph({ ...options, edit: multiply, version: 'c' })
  assert.deepEqual((await readdir(graphs)).map((name) => join(graphs, name)).toSorted(), [kept, fresh].toSorted())
})
