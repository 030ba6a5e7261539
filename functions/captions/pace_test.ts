import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPace } from './pace.ts'

test('interim captions that are quick come as often as they are asked for; slow ones leave two thirds of the time', () => {
  let nowMs = 0
  const pace = createPace({ now: () => nowMs })
  assert.equal(pace.leavesOut('ada', 1_000), null)
  nowMs = 130
  pace.took('ada', 130)
  nowMs = 1_000
  assert.equal(pace.leavesOut('ada', 1_000), null)
  nowMs = 1_600
  pace.took('ada', 600)
  nowMs = 2_000
  assert.deepEqual([pace.leavesOut('ada', 1_000), pace.leavesOut('bob', 1_000)], ['rested', null])
  nowMs = 2_800
  assert.equal(pace.leavesOut('ada', 1_000), null)
})

test('a busy machine makes a speaker\'s interim captions less often, and then none', () => {
  let nowMs = 0
  const pace = createPace({ now: () => nowMs })
  const made: number[] = []
  for (; nowMs < 12_000; nowMs += 1_000) {
    if (pace.leavesOut('ada', nowMs < 6_000 ? 2_000 : 4_000) !== null) continue
    made.push(nowMs)
    pace.took('ada', 0)
  }
  assert.deepEqual(made, [0, 2_000, 4_000, 8_000])
  assert.deepEqual([pace.leavesOut('ada', 4_000), pace.leavesOut('bob', 4_000), pace.leavesOut('bob', null)], [null, null, 'paused'])
})
