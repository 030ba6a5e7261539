import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeepUp } from './keep_up.ts'

test('a voice speeds up, then leaves dubs out until it has caught up, and goes on as usual', () => {
  const step = createKeepUp()
  const steps = [0, 4_000, 4_001, 10_000, 10_001, 9_000, 4_001, 4_000, 6_000, 1_000].map(step)
  assert.deepEqual(steps, ['usual', 'usual', 'fast', 'fast', 'skip', 'skip', 'skip', 'usual', 'fast', 'usual'])
})
