import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCpuMeter } from './cpu_meter.ts'

test('work that overlaps shares what was spent meanwhile, and all of it adds up', () => {
  let spent = 100
  const meter = createCpuMeter(() => spent)
  const first = meter.begin()
  spent += 10
  const second = meter.begin()
  spent += 6
  assert.equal(first(), 13)
  spent += 4
  assert.equal(second(), 7)
  spent += 50
  assert.deepEqual([first(), second()], [13, 7], 'ended once')
  const third = meter.begin()
  spent -= 40
  assert.equal(third(), 0, 'a thread that ended takes its time along')
})
