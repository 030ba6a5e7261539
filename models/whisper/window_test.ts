import { test } from 'node:test'
import assert from 'node:assert/strict'
import { FULL_WINDOW_SAMPLES, secondLiveWindow, sizedWindow, windowPolicy } from './window.ts'

test('a window holds the speech and a margin, at least the floor, at most what Whisper has', () => {
  assert.equal(sizedWindow(1), 96_000)
  assert.equal(sizedWindow(16_000 * 5), 112_000)
  assert.equal(sizedWindow(16_000 * 10), 16_000 * 12)
  assert.equal(sizedWindow(16_000 * 28), FULL_WINDOW_SAMPLES)
  assert.equal(sizedWindow(FULL_WINDOW_SAMPLES), FULL_WINDOW_SAMPLES)
})

test('every window is a whole number of encoder steps', () => {
  for (let samples = 1; samples <= FULL_WINDOW_SAMPLES; samples += 7_919) {
    assert.equal(sizedWindow(samples) % 320, 0)
    assert.ok(sizedWindow(samples) >= samples)
  }
})

test('a second look is wider than the first and no wider than Whisper’s own', () => {
  for (let samples = 1; samples <= FULL_WINDOW_SAMPLES; samples += 7_919) {
    assert.ok(secondLiveWindow(samples) >= sizedWindow(samples))
    assert.ok(secondLiveWindow(samples) <= FULL_WINDOW_SAMPLES)
    assert.equal(secondLiveWindow(samples) % 320, 0)
  }
})

test('weights that bear short windows get shorter ones, an encoder that takes none its own alone', () => {
  const tuned = windowPolicy({ takes: 'any', tuned: 'any' })
  assert.equal(tuned.sized(16_000), 32_000)
  assert.equal(tuned.sized(16_000 * 5), 16_000 * 5.5)
  assert.equal(tuned.secondLive(16_000), secondLiveWindow(16_000))
  assert.equal(windowPolicy({ takes: 'any', tuned: 'stock' }).sized(16_000), sizedWindow(16_000))
  for (const weights of ['stock', 'any'] as const) {
    const full = windowPolicy({ takes: 'full', tuned: weights })
    assert.deepEqual([full.sized(16_000), full.secondLive(16_000)], [FULL_WINDOW_SAMPLES, FULL_WINDOW_SAMPLES])
  }
})
