import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Model } from '../../onnx/graph.ts'
import { readGraph } from '../../onnx/read.ts'
import { join } from '../../onnx/wire.ts'
import { writeGraph } from '../../onnx/write.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { fuseAttention } from './fuse_attention.ts'
import { sizeEncoder } from './size_encoder.ts'

const HUB = new URL('../../../tests/fixtures/hub/onnx-community/whisper-small/onnx/', import.meta.url)
const FRAMES = 200

async function encode(model: Model, mels: number): Promise<Float32Array> {
  const session = await InferenceSession.create(join(writeGraph(model)), { intraOpNumThreads: 2 })
  try {
    const values = Float32Array.from({ length: mels * FRAMES }, (_, at) => Math.sin(at * 0.37) * 0.4)
    return (await session.run({ input_features: new Tensor('float32', values, [1, mels, FRAMES]) }))['last_hidden_state']!.data as Float32Array
  } finally {
    await session.release()
  }
}

const distance = (a: Float32Array, b: Float32Array) => Math.sqrt(a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.reduce((sum, value) => sum + value ** 2, 0))

test('an encoder of the hub says the same with its attention in one node', async () => {
  const [plain, fused] = await Promise.all([0, 1].map(async () => readGraph(await readFile(new URL('encoder_model.onnx', HUB)))))
  for (const model of [plain!, fused!]) sizeEncoder(model, { steps: 1500 })
  assert.ok(fuseAttention(fused!) > 0)
  assert.ok(fused!.graph.nodes.every(({ opType }) => opType !== 'Softmax'))
  assert.ok(distance(await encode(plain!, 80), await encode(fused!, 80)) < 1e-4)
})

test('the bundled encoder has all of its layers fused', async () => {
  const bytes = await readFile(joinPath(BUNDLED_FOLDER, 'whisper-base', 'onnx', 'encoder_model_quantized.onnx'))
  const fused = readGraph(bytes)
  assert.equal(fuseAttention(fused), 6)
  // Int8 activations round elsewhere when a sum is taken in another order.
  assert.ok(distance(await encode(readGraph(bytes), 80), await encode(fused, 80)) < 0.1)
})

test('a graph without attention stays as it is', async () => {
  const model = readGraph(await readFile(joinPath(BUNDLED_FOLDER, 'silero-vad', 'model.onnx')))
  const before = join(writeGraph(model))
  assert.equal(fuseAttention(model), 0)
  assert.deepEqual(join(writeGraph(model)), before)
})
