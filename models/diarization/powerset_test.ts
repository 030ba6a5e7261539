import { test } from 'node:test'
import assert from 'node:assert/strict'
import { fromPowerset } from './powerset.ts'

const row = (...probabilities: number[]) => probabilities.map((probability) => Math.log(probability))

test('who speaks alone and who together comes out of seven classes', () => {
  const sure = (index: number) => row(...Array.from({ length: 7 }, (_, i) => (i === index ? 0.94 : 0.01)))
  const activity = fromPowerset(Float32Array.from([0, 2, 5].flatMap(sure)))
  const loud = Array.from(activity, (value) => value > 0.5)
  assert.deepEqual(loud, [false, false, false, false, true, false, true, false, true])
})

test('a speaker is as active as all classes with them together', () => {
  const activity = fromPowerset(Float32Array.from(row(0.1, 0.3, 0.1, 0.1, 0.3, 0.05, 0.05)))
  assert.deepEqual(Array.from(activity, (value) => Math.round(value * 100)), [65, 45, 20])
})
