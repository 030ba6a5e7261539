import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readGraph } from '../../onnx/read.ts'
import { writeGraph } from '../../onnx/write.ts'
import { openEncoder } from '../session/encoder.ts'
import { readTraits } from '../traits.ts'
import { encoderPath, prepareEncoder } from './prepare_encoder.ts'

const SMALL = fileURLToPath(new URL('../../../tests/fixtures/hub/onnx-community/whisper-small/', import.meta.url))
const STEPS = 1_500

async function open(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'parley-encoder-'))
  t.after(() => rm(root, { recursive: true }))
  const folder = join(root, 'model')
  await cp(SMALL, folder, { recursive: true })
  const cacheFolder = join(root, 'cache')
  const openIt = async () => {
    const encoder = await openEncoder(folder, { threads: 1, traits: await readTraits(folder), cacheFolder })
    t.after(() => encoder.close())
    return encoder
  }
  return { folder, cacheFolder, root, openIt, graphs: join(cacheFolder, 'graphs') }
}

test('an encoder of the hub is made to take short windows, once', async (t) => {
  const { folder, cacheFolder, graphs, openIt } = await open(t)
  const encoder = await openIt()
  assert.deepEqual([encoder.windows, encoder.reason], ['summary', null])
  assert.deepEqual((await encoder.encode(new Float32Array(80 * 800), 800)).dims, [1, 400, 16])
  assert.deepEqual((await encoder.encode(new Float32Array(80 * 3_000), 3_000)).dims, [1, 1_500, 16])
  const [made, ...others] = await readdir(graphs)
  assert.deepEqual(others, [])
  assert.deepEqual(await prepareEncoder(folder, { cacheFolder, steps: STEPS }), { path: join(graphs, made!), edited: true, windows: 'any', reason: null })
})

test('one with 128 mels hears them', async (t) => {
  const { cacheFolder } = await open(t)
  const folder = join(SMALL, '../whisper-large-v3-turbo')
  const encoder = await openEncoder(folder, { threads: 1, traits: await readTraits(folder), cacheFolder })
  t.after(() => encoder.close())
  assert.deepEqual((await encoder.encode(new Float32Array(128 * 600), 600)).dims, [1, 300, 16])
})

test('one without a position add that can be found keeps its full window, and says why', async (t) => {
  const { folder, graphs, openIt } = await open(t)
  const model = readGraph(await readFile(encoderPath(folder)))
  const positions = new Set(model.graph.initializers.filter(({ dims }) => dims[0] === STEPS).map(({ name }) => name))
  model.graph.nodes.find(({ opType, inputs }) => opType === 'Add' && inputs.some((name) => positions.has(name)))!.opType = 'Sub'
  await writeFile(encoderPath(folder), writeGraph(model))
  const encoder = await openIt()
  assert.equal(encoder.windows, 'full')
  assert.match(encoder.reason ?? '', /nothing adds a constant of 1500 steps/)
  assert.deepEqual((await encoder.encode(new Float32Array(80 * 3_000), 3_000)).dims, [1, 1_500, 16])
  await assert.rejects(readdir(graphs), { code: 'ENOENT' })
})

test('without a cache, or with one that cannot be written, the full window remains', async (t) => {
  const { folder, cacheFolder } = await open(t)
  const { windows, reason } = await prepareEncoder(folder, { cacheFolder: null, steps: STEPS })
  assert.deepEqual([windows, reason], ['full', 'there is no cache to keep the changed graph in'])
  await writeFile(cacheFolder, 'a file where the folder should be')
  const blocked = await prepareEncoder(folder, { cacheFolder, steps: STEPS })
  assert.equal(blocked.path, encoderPath(folder))
  assert.match(blocked.reason ?? '', /cannot be kept in the cache/)
})

test('a changed graph that does not run gives way to the one that came', async (t) => {
  const { folder, cacheFolder, openIt, graphs } = await open(t)
  const { path } = await prepareEncoder(folder, { cacheFolder, steps: STEPS })
  await truncate(path, 10_000)
  const encoder = await openIt()
  assert.equal(encoder.windows, 'full')
  assert.match(encoder.reason ?? '', /does not run/)
  assert.deepEqual((await encoder.encode(new Float32Array(80 * 3_000), 3_000)).dims, [1, 1_500, 16])
  // The next start makes it anew.
  assert.deepEqual(await readdir(graphs), [])
  assert.equal((await openIt()).windows, 'summary')
})

test('a broken or missing file is refused with a sentence', async (t) => {
  const { folder, openIt } = await open(t)
  await truncate(encoderPath(folder), 10_000)
  await assert.rejects(openIt(), { code: 'model-unavailable', message: /Cannot read the ONNX graph of 10000 bytes/ })
  await rm(join(folder, 'onnx'), { recursive: true })
  await mkdir(join(folder, 'onnx'))
  await assert.rejects(openIt(), { code: 'model-unavailable', message: /encoder_model_quantized\.onnx": it is not there/ })
})
