import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostAttended } from './most_attended.ts'

const STEPS = 60
/** Keys of one number: how well each step answers a query of 1. */
const head = (strength: (step: number) => number) => ({ query: Float32Array.of(1), keys: Float32Array.from({ length: STEPS }, (_, step) => strength(step)) })
const hill = (top: number, height: number) => (step: number) => height * Math.exp(-(((step - top) / 4) ** 2))

test('the step is where the heads attend to most together', () => {
  assert.ok(Math.abs(mostAttended([head(hill(20, 3)), head(hill(41, 6)), head(hill(41, 5))], STEPS) - 41) <= 3)
})

test('a step that stands out alone is passed over, and so is what comes after the speech', () => {
  assert.ok(Math.abs(mostAttended([head((step) => (step === 10 ? 9 : hill(30, 4)(step)))], STEPS) - 30) <= 3)
  assert.ok(Math.abs(mostAttended([head((step) => hill(20, 3)(step) + hill(50, 9)(step))], 40) - 20) <= 3)
})
