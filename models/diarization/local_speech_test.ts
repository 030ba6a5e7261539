import { test } from 'node:test'
import assert from 'node:assert/strict'
import { findLocalSpeech } from './local_speech.ts'

const window = (...frames: [number, number, number][]) => Float32Array.from(frames.flat())

test('a voice is known by what it says alone, and by all of it where that is too little', () => {
  const windows = [window([0.9, 0.1, 0.1], [0.9, 0.1, 0.1], [0.9, 0.9, 0.2], [0.1, 0.9, 0.2])]
  const found = findLocalSpeech({ windows, frames: 4, frameS: 0.3 })
  assert.deepEqual(found, [
    { window: 0, local: 0, aloneS: 0.6, frames: [0, 1] },
    { window: 0, local: 1, aloneS: 0.3, frames: [2, 3] },
  ])
})

test('clicks are nobody', () => {
  assert.deepEqual(findLocalSpeech({ windows: [window([0.9, 0, 0], [0, 0, 0])], frames: 2, frameS: 0.05 }), [])
})
