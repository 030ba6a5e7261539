import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftText } from './countdown.ts'

test('what is left is shown in minutes and seconds, and ends at zero', () => {
  assert.deepEqual([600_000, 599_001, 65_000, 400, 0, -5_000].map(leftText), ['10:00', '10:00', '1:05', '0:01', '0:00', '0:00'])
})
