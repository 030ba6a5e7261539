import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPace } from './pace.ts'

test('interim captions that are quick come as often as they are asked for; slow ones leave two thirds of the time', () => {
  let nowMs = 0
  const pace = createPace({ now: () => nowMs })
  assert.equal(pace.isDue('ada'), true)
  nowMs = 130
  pace.took('ada', 130)
  nowMs = 1_000
  assert.equal(pace.isDue('ada'), true)
  nowMs = 1_600
  pace.took('ada', 600)
  nowMs = 2_000
  assert.deepEqual([pace.isDue('ada'), pace.isDue('bob')], [false, true])
  nowMs = 2_800
  assert.equal(pace.isDue('ada'), true)
})
