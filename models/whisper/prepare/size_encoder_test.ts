import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { insertBefore, makeNode, replaceUses } from '../../onnx/edit.ts'
import { DATA_TYPE } from '../../onnx/graph.ts'
import type { Model } from '../../onnx/graph.ts'
import { readGraph } from '../../onnx/read.ts'
import { int64Tensor, rawTensor, readValues } from '../../onnx/tensors.ts'
import { join } from '../../onnx/wire.ts'
import { writeGraph } from '../../onnx/write.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { sizeEncoder } from './size_encoder.ts'

const SMALL = new URL('../../../tests/fixtures/hub/onnx-community/whisper-small/', import.meta.url)
const STEPS = 1500
const MELS = 80
type Reference = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>

const read = async (name: string): Promise<Model> => readGraph(await readFile(new URL(`onnx/${name}.onnx`, SMALL)))
/** The same numbers as in tools/fixtures/whisper.py. */
function mel(frames: number): Tensor {
  const values = Float32Array.from({ length: MELS * frames }, (_, at) => ((Math.floor(at / frames) * 31 + (at % frames) * 17) % 97) / 48.5 - 1)
  return new Tensor('float32', values, [1, MELS, frames])
}

async function opened(model: Model, level: 'basic' | 'all' = 'all') {
  const session = await InferenceSession.create(join(writeGraph(model)), { graphOptimizationLevel: level, intraOpNumThreads: 1 })
  return {
    inputShape: session.inputMetadata[0]?.isTensor ? session.inputMetadata[0].shape : [],
    async encode(frames: number) {
      const { data, dims } = (await session.run({ input_features: mel(frames) }))['last_hidden_state']!
      return { data: data as Float32Array, dims }
    },
  }
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at]!)))

/** Compares with what PyTorch says where the positions are sliced to the input. */
async function assertReference(model: Model): Promise<void> {
  const reference = JSON.parse(await readFile(new URL('reference.json', SMALL), 'utf8')) as Reference
  const { encode } = await opened(model)
  for (const [frames, rows] of Object.entries(reference)) {
    const { data, dims: [batch, steps, width] } = await encode(Number(frames))
    assert.deepEqual([batch, steps], [1, Number(frames) / 2])
    for (const [at, row] of Object.entries(rows)) {
      const said = data.subarray(Number(at) * width!, (Number(at) + 1) * width!)
      assert.ok(farthest(said, row) < 1e-4, `row ${at} of ${frames} frames`)
    }
  }
}

test('an encoder of the hub takes any length, and says what PyTorch says of it', async () => {
  const model = await read('encoder_model')
  assert.deepEqual(sizeEncoder(model, { steps: STEPS }), { windows: 'edited' })
  await assertReference(model)
  assert.deepEqual((await opened(model)).inputShape, ['batch_size', MELS, 'frames'])
})

test('with the full length it says what it said before', async () => {
  for (const name of ['encoder_model', 'encoder_model_quantized', 'encoder_model_static']) {
    const edited = await read(name)
    sizeEncoder(edited, { steps: STEPS })
    // Without fusion bit by bit; what is fused may round in another order.
    for (const [level, apart] of [['basic', 0], ['all', 1e-5]] as const) {
      const [before, after] = await Promise.all([await read(name), edited].map(async (model) => (await opened(model, level)).encode(2 * STEPS)))
      assert.ok(farthest(before!.data, after!.data) <= apart, `${name}, ${level}`)
    }
  }
})

test('a quantised encoder strays from the exact one no more in a short window than in the full one', async () => {
  const [exact, quantised] = await Promise.all(['encoder_model', 'encoder_model_quantized'].map(async (name) => {
    const model = await read(name)
    sizeEncoder(model, { steps: STEPS })
    return opened(model)
  }))
  const apart = async (frames: number) => farthest((await exact!.encode(frames)).data, (await quantised!.encode(frames)).data)
  const full = await apart(2 * STEPS)
  for (const frames of [800, 1150, 2]) assert.ok(await apart(frames) < 1.5 * full, `${frames} frames`)
})

test('an export with a fixed length has it taken out of its shapes', async () => {
  const model = await read('encoder_model_static')
  assert.deepEqual(sizeEncoder(model, { steps: STEPS }), { windows: 'edited' })
  await assertReference(model)
})

/** Puts the positions where other exports have them. */
function rework(model: Model, how: (name: string) => { nodes: ReturnType<typeof makeNode>[]; to: string }): Model {
  const { graph } = model
  const { name } = graph.initializers.find(({ dims }) => dims[0] === STEPS)!
  const { nodes, to } = how(name)
  replaceUses(graph, { from: name, to, except: nodes })
  insertBefore(graph, graph.nodes[0]!, nodes)
  return model
}

test('positions are found as a constant, in another precision, quantised, with a batch in front, and looked up', async () => {
  const plain = await read('encoder_model')
  const weight = plain.graph.initializers.find(({ dims }) => dims[0] === STEPS)!
  const again = async () => read('encoder_model')
  const asConstant = rework(await again(), (name) => ({ nodes: [makeNode('Constant', [], { outputs: ['held'], attributes: { value: { ...weight, name } } })], to: 'held' }))
  const asDouble = await again()
  asDouble.graph.initializers.push(rawTensor('wide', DATA_TYPE.double, { values: Float64Array.from(readValues(weight) as Float32Array), dims: weight.dims }))
  rework(asDouble, () => ({ nodes: [makeNode('Cast', ['wide'], { outputs: ['cast'], attributes: { to: DATA_TYPE.float } })], to: 'cast' }))
  const batched = await again()
  batched.graph.initializers.push(int64Tensor('zero', [0]))
  rework(batched, (name) => ({ nodes: [makeNode('Unsqueeze', [name, 'zero'], { outputs: ['batched'] })], to: 'batched' }))
  const lookedUp = await again()
  lookedUp.graph.initializers.push(int64Tensor('rows', Array.from({ length: STEPS }, (_, row) => row)))
  rework(lookedUp, (name) => ({ nodes: [makeNode('Gather', [name, 'rows'], { outputs: ['looked'], attributes: { axis: 0 } })], to: 'looked' }))
  for (const model of [asConstant, asDouble, batched, lookedUp]) {
    assert.deepEqual(sizeEncoder(model, { steps: STEPS }), { windows: 'edited' })
    await assertReference(model)
  }

  const quantised = await again()
  quantised.graph.initializers.push(
    rawTensor('bytes', DATA_TYPE.int8, { values: Int8Array.from(readValues(weight) as Float32Array, (value) => Math.round(value * 50)), dims: weight.dims }),
    rawTensor('scale', DATA_TYPE.float, { values: Float32Array.of(1 / 50), dims: [] }),
  )
  rework(quantised, () => ({ nodes: [makeNode('DequantizeLinear', ['bytes', 'scale'], { outputs: ['dequantised'] })], to: 'dequantised' }))
  const full = await (await opened(quantised)).encode(2 * STEPS)
  assert.deepEqual(sizeEncoder(quantised, { steps: STEPS }), { windows: 'edited' })
  const { encode } = await opened(quantised)
  assert.ok(farthest((await encode(2 * STEPS)).data, full.data) < 1e-5)
  assert.deepEqual((await encode(800)).dims, [1, 400, 16])
})

test('one that takes any length already is left alone', async () => {
  const bytes = await readFile(`${BUNDLED_FOLDER}whisper-base/onnx/encoder_model_quantized.onnx`)
  const model = readGraph(bytes)
  assert.deepEqual(sizeEncoder(model, { steps: STEPS }), { windows: 'any' })
  assert.deepEqual(model, readGraph(bytes))
  const edited = await read('encoder_model')
  sizeEncoder(edited, { steps: STEPS })
  assert.deepEqual(sizeEncoder(edited, { steps: STEPS }), { windows: 'any' })
})

test('one whose positions cannot be found keeps its full window, with the reason', async () => {
  const without = async (change: (model: Model) => void) => {
    const model = await read('encoder_model')
    change(model)
    const kept = structuredClone(model)
    const said = sizeEncoder(model, { steps: STEPS })
    assert.deepEqual(model, kept)
    assert.equal(said.windows, 'full')
    return 'reason' in said ? said.reason : ''
  }
  const position = (model: Model) => model.graph.nodes.find(({ opType, inputs }) => opType === 'Add' && inputs.some((name) => model.graph.initializers.find((tensor) => tensor.name === name)?.dims[0] === STEPS))!
  assert.match(await without((model) => (position(model).opType = 'Mul')), /nothing adds a constant of 1500 steps/)
  assert.match(await without((model) => model.graph.nodes.push(makeNode('Add', [position(model).outputs[0]!, position(model).inputs.find((name) => model.graph.initializers.some((tensor) => tensor.name === name))!], { outputs: ['twice'] }))), /2 places/)
  assert.match(await without((model) => (model.opsets[0]!.version = 9)), /opset 9/)
  assert.match(await without((model) => (model.graph.inputs[0]!.dims = [1, 480_000])), /shape \[batch, mels, frames\]/)
  assert.match(await without((model) => (model.graph.initializers.find(({ dims }) => dims[0] === STEPS)!.dims = [750, 32])), /nothing adds/)
})


test('the bundled Whisper, made to want its full window as the hub’s do, hears short ones again as before', async () => {
  const bytes = await readFile(`${BUNDLED_FOLDER}whisper-base/onnx/encoder_model_quantized.onnx`)
  const { graph, ...rest } = readGraph(bytes)
  const positions = graph.initializers.find(({ dims }) => dims[0] === STEPS)!.name
  const slice = graph.nodes.find(({ opType, inputs }) => opType === 'Slice' && inputs[0] === positions)!
  replaceUses(graph, { from: slice.outputs[0]!, to: positions })
  graph.inputs[0]!.dims![2] = 2 * STEPS
  assert.deepEqual(sizeEncoder({ graph, ...rest }, { steps: STEPS }), { windows: 'edited' })
  const [before, after] = await Promise.all([readGraph(bytes), { graph, ...rest }].map((model) => opened(model)))
  for (const frames of [800, 1_300]) assert.deepEqual((await after!.encode(frames)).data, (await before!.encode(frames)).data)
})
