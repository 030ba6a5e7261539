import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Tensor } from 'onnxruntime-node'
import { createBatch, NEVER } from './batch.ts'
import type { BatchOptions } from './batch.ts'

type Feeds = Record<string, Tensor>

const list = ({ data }: Tensor) => Array.from(data as ArrayLike<number | bigint>, Number)
/** One head of width 1 whose key says which token it was, so that a cache can be read. */
function scripted(run: (feeds: Feeds) => void = () => {}) {
  const steps: Feeds[] = []
  const options: BatchOptions = {
    past: ['past'], present: ['present'], cross: ['cross'], heads: 1, width: 1,
    async run(feeds) {
      steps.push(feeds)
      run(feeds)
      await new Promise((resolve) => setTimeout(resolve, 1))
      const cache = [...list(feeds['past']!), ...list(feeds['input_ids']!)]
      return { present: new Tensor('float32', Float32Array.from(cache), [1, 1, cache.length, 1]) }
    },
  }
  const batch = createBatch(options)
  const join = (name: number, size: number) => batch.join({
    encoded: { cross: new Tensor('float32', new Float32Array(size).fill(name), [1, 1, size, 1]) }, weights: new Float32Array(size).fill(name / 10), times: false,
  })
  return { batch, join, steps }
}

/** For each token of a step, which tokens of the cache it looks at, and which audio. */
function looks(feeds: Feeds) {
  const [cache, audio] = [[...list(feeds['past']!), ...list(feeds['input_ids']!)], list(feeds['cross']!)]
  const at = (scores: Tensor, values: number[]) => Array.from({ length: scores.dims[2]! }, (_, row) => (
    values.filter((_, column) => list(scores)[row * values.length + column]! > NEVER / 2)
  ))
  return { cache: at(feeds['self_scores']!, cache), audio: at(feeds['cross_scores']!, audio) }
}

test('tokens that are wished for at once share a step, each looking at its own', async () => {
  const { batch, join, steps } = scripted()
  const [one, two] = [join(1, 2), join(2, 3)]
  assert.deepEqual([batch.size, batch.steps], [2, 5])
  const [first, second] = await Promise.all([one.append([10, 11], [0, 1]), two.append([20], [0])])
  assert.deepEqual([first.rows, second.rows], [{ from: 0, count: 2 }, { from: 2, count: 1 }])
  assert.deepEqual([first.tokens, second.tokens], [{ from: 0, count: 2 }, { from: 2, count: 1 }])
  await Promise.all([two.append([21], [0]), one.append([12], [0])])
  assert.equal(steps.length, 2)
  assert.deepEqual(looks(steps[0]!), { cache: [[10], [10, 11], [20]], audio: [[1, 1], [1, 1], [2, 2, 2]] })
  assert.deepEqual(looks(steps[1]!), { cache: [[20, 21], [10, 11, 12]], audio: [[2, 2, 2], [1, 1]] })
  assert.deepEqual(list(steps[1]!['position_ids']!), [1, 2])
  assert.deepEqual(list(steps[1]!['cross_scores']!).slice(2, 5).map((score) => score.toFixed(1)), ['0.2', '0.2', '0.2'])
})

test('words that are taken back are looked at no more, and leave the cache when they are many', async () => {
  const { join, steps } = scripted()
  const [one, two] = [join(1, 1), join(2, 1)]
  await one.append([10], [0])
  await Promise.all([one.append(Array.from({ length: 40 }, (_, index) => 100 + index), [0]), two.append([20], [0])])
  one.drop(40)
  await Promise.all([one.append([11], [0]), two.append([21], [0])])
  assert.deepEqual(list(steps.at(-1)!['past']!), [10, 20])
  one.drop(1)
  await one.append([12], [0])
  assert.deepEqual(list(steps.at(-1)!['past']!), [10, 20, 11, 21])
  assert.deepEqual(looks(steps.at(-1)!).cache, [[10, 12]])
  assert.deepEqual(list(steps.at(-1)!['position_ids']!), [1])
})

test('members come and go; the last one leaves nothing behind', async () => {
  const { batch, join, steps } = scripted()
  const one = join(1, 2)
  await one.append([10], [0])
  const two = join(2, 5)
  await Promise.all([one.append([11], [0]), two.append([20], [0])])
  assert.deepEqual(list(steps.at(-1)!['cross']!), [1, 1, 2, 2, 2, 2, 2])
  one.end()
  await two.append([21], [0])
  assert.deepEqual(looks(steps.at(-1)!), { cache: [[20, 21]], audio: [[2, 2, 2, 2, 2]] })
  const three = join(3, 1)
  await two.append([22], [0])
  two.end()
  await three.append([30], [0])
  assert.deepEqual(list(steps.at(-1)!['cross']!), [3])
  three.end()
  assert.deepEqual([batch.size, batch.steps], [0, 0])
  await join(4, 1).append([40], [0])
  assert.deepEqual(list(steps.at(-1)!['past']!), [])
})

test('a step that fails is told to all who shared it, and the next one is tried', async () => {
  let broken = true
  const { join, steps } = scripted(() => {
    if (broken) throw new Error('out of memory')
  })
  const [one, two] = [join(1, 1), join(2, 1)]
  const both = [one.append([10], [0]), two.append([20], [0])]
  for (const append of both) await assert.rejects(append, { message: 'out of memory' })
  broken = false
  two.end()
  await one.append([10], [0])
  assert.deepEqual(looks(steps.at(-1)!), { cache: [[10]], audio: [[1]] })
})
