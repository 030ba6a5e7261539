import { test } from 'node:test'
import assert from 'node:assert/strict'
import { assignLocal } from './assign_local.ts'
import type { LocalSpeech } from './local_speech.ts'

const said = (window: number, local: number): LocalSpeech => ({ window, local, aloneS: 1, frames: [0] })
const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))

test('two of one window are not the same voice, however alike they sound', () => {
  const speech = [said(0, 0), said(0, 2), said(1, 1)]
  assert.deepEqual(assignLocal(speech, [at(5), at(20), at(20)], [at(0), at(90)]), [0, 1, 0])
})

test('the whole of a window is assigned best, not the first one first', () => {
  assert.deepEqual(assignLocal([said(0, 0), said(0, 1)], [at(30), at(0)], [at(0), at(60)]), [1, 0])
})

test('who is left over in a window with more people than voices is the nearest', () => {
  assert.deepEqual(assignLocal([said(0, 0), said(0, 1), said(0, 2)], [at(0), at(50), at(90)], [at(0), at(90)]), [0, 1, 1])
})
