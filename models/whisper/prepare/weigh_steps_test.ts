import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readGraph } from '../../onnx/read.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { openEncoder } from '../session/encoder.ts'
import type { Encoder } from '../session/encoder.ts'
import { encoderPath } from './prepare_encoder.ts'
import { weighSteps } from './weigh_steps.ts'

const FOLDER = join(BUNDLED_FOLDER, 'whisper-base')
const WIDTH = 512
let [encoder, plain, cacheFolder] = [] as unknown as [Encoder, Encoder, string]
before(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'parley-weigh-'))
  const traits = { mels: 80, steps: 1_500 }
  ;[encoder, plain] = await Promise.all([cacheFolder, null].map((cache) => openEncoder(FOLDER, { threads: 2, traits, cacheFolder: cache }))) as [Encoder, Encoder]
})
after(async () => {
  await Promise.all([encoder.close(), plain.close()])
  await rm(cacheFolder, { recursive: true })
})

/** A hum of one loudness: all steps between the first and the last are alike but for their positions. */
const even = (steps: number) => Float32Array.from({ length: 80 * steps * 2 }, (_, at) => Math.sin(Math.floor(at / (steps * 2))) / 2)
const rows = (data: Float32Array, kept: readonly number[]) => kept.flatMap((step) => [...data.subarray(step * WIDTH, (step + 1) * WIDTH)])
/** Root mean square of the difference, against that of the first. */
const unlike = (a: readonly number[], b: readonly number[]) =>
  Math.sqrt(a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.reduce((sum, value) => sum + value ** 2, 0))

test('steps that are all themselves give what the encoder gave before', async () => {
  assert.deepEqual([encoder.windows, plain.windows], ['summary', 'any'])
  const [now, then] = await Promise.all([encoder, plain].map(async (one) => [...(await one.encode(even(200), 400)).data as Float32Array]))
  assert.ok(unlike(then!, now!) < 0.02, `${unlike(then!, now!)}`)
})

test('a step that stands for forty is heard as forty', async () => {
  const lists = { each: [...range(0, 60), ...Array<number>(40).fill(80), ...range(120, 140)], one: [...range(0, 60), 80, ...range(120, 140)] }
  const encode = async (positions: readonly number[], weights: Float32Array) =>
    (await encoder.encode(even(positions.length), positions.length * 2, { positions: BigInt64Array.from(positions, BigInt), weights })).data as Float32Array
  const each = await encode(lists.each, new Float32Array(lists.each.length))
  const weighed = await encode(lists.one, Float32Array.from(lists.one, (position) => (position === 80 ? Math.log(40) : 0)))
  const light = await encode(lists.one, new Float32Array(lists.one.length))
  const [heard, said] = [rows(each, [...range(0, 61), ...range(100, 120)]), (data: Float32Array) => rows(data, range(0, 81))]
  assert.ok(unlike(heard, said(weighed)) < unlike(heard, said(light)) / 4, `${unlike(heard, said(weighed))} against ${unlike(heard, said(light))}`)
})

test('a graph whose attention was not fused stays as it was', async () => {
  const model = readGraph(await readFile(encoderPath(FOLDER)))
  const before = model.graph.nodes.length
  assert.equal(weighSteps(model, { steps: 1_500 }), false)
  assert.deepEqual([model.graph.nodes.length, model.graph.inputs.length], [before, 1])
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
