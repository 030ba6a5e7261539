import { test } from 'node:test'
import assert from 'node:assert/strict'
import { similarity } from '../embeddings/speaker.ts'
import { clusterVoices } from './cluster.ts'

/** Vectors around a direction of their own, always the same ones. */
function around(direction: number, count: number, spread = 0.15): Float32Array[] {
  return Array.from({ length: count }, (_, n) => {
    const vector = Float32Array.from({ length: 32 }, (_, i) => (i === direction ? 1 : 0) + spread * Math.sin(1 + n * 12.9898 + i * 78.233 * (n + 1)) / Math.sqrt(8))
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  })
}
const options = { alike: 0.87, max: 10 }

test('the number of people shows, also when one of them says little', () => {
  for (const sizes of [[12], [12, 5], [20, 10, 4, 8], [700, 60]]) {
    const means = clusterVoices(sizes.flatMap((size, direction) => around(direction, size)), options)
    assert.equal(means.length, sizes.length)
    sizes.forEach((_, direction) => assert.ok(means.some((mean) => mean[direction]! > 0.9), `nobody is ${direction} of ${sizes.join()}`))
  }
})

test('a number that is given holds, as far as there are vectors', () => {
  const vectors = [...around(0, 6), ...around(1, 6), ...around(2, 6)]
  for (const count of [1, 2, 3, 4]) assert.equal(clusterVoices(vectors, { ...options, count }).length, count)
  assert.equal(clusterVoices(around(0, 2), { ...options, count: 5 }).length, 2)
})

test('there are no more people than the most', () => {
  const vectors = Array.from({ length: 14 }, (_, direction) => around(direction, 4)).flat()
  assert.equal(clusterVoices(vectors, options).length, 10)
  assert.equal(clusterVoices(vectors, { ...options, max: 3 }).length, 3)
})

test('nothing is nobody, one vector is one person', () => {
  assert.deepEqual(clusterVoices([], options), [])
  const [only] = around(3, 1)
  assert.ok(similarity(clusterVoices([only!], options)[0]!, only!) > 0.9999)
})
