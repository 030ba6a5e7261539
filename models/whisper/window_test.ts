import { test } from 'node:test'
import assert from 'node:assert/strict'
import { FULL_WINDOW, FULL_WINDOW_SAMPLES, spanOf, stepsOf, summarise, windowPolicy } from './window.ts'

const SECOND = 16_000
const lengths = Array.from({ length: 61 }, (_, at) => 1 + at * 7_919)
const stock = windowPolicy({ takes: 'any', tuned: 'stock' })
const summary = windowPolicy({ takes: 'summary', tuned: 'stock' })

test('a window without summary holds the speech and a margin, at least the floor, at most what Whisper has', () => {
  const heard = (samples: number) => stock.sized(samples).samples
  assert.deepEqual([1, 5 * SECOND, 10 * SECOND, 28 * SECOND, FULL_WINDOW_SAMPLES].map(heard), [6 * SECOND, 7 * SECOND, 12 * SECOND, FULL_WINDOW_SAMPLES, FULL_WINDOW_SAMPLES])
  assert.equal(spanOf(stock.sized(1)), 6 * SECOND)
})

test('with a summary all 30 seconds are heard, the speech and a second step by step, of the rest one step in eight', () => {
  const window = summary.sized(5 * SECOND)
  assert.deepEqual(window, { samples: 6 * SECOND, block: 8 })
  assert.equal(spanOf(window), FULL_WINDOW_SAMPLES)
  assert.equal(stepsOf(window), 300 + 150)
  assert.deepEqual(summary.sized(29.5 * SECOND), FULL_WINDOW)
  assert.deepEqual([stepsOf(FULL_WINDOW), spanOf(FULL_WINDOW)], [1_500, FULL_WINDOW_SAMPLES])
})

test('the steps of a summary stand for every step of the silence once', () => {
  for (const samples of lengths) {
    const window = summary.sized(samples)
    const { positions, weights } = summarise(window)
    const heard = window.samples / 320
    assert.equal(positions.length, stepsOf(window))
    assert.deepEqual([...positions.slice(0, heard)], Array.from({ length: heard }, (_, step) => BigInt(step)))
    const counts = Array.from(weights, (weight) => Math.round(Math.exp(weight)))
    assert.ok(counts.slice(0, heard).every((count) => count === 1))
    assert.equal(counts.reduce((sum, count) => sum + count, 0), 1_500)
    let from = heard
    for (let step = heard; step < positions.length; step++) {
      assert.ok(positions[step]! >= from && positions[step]! < from + counts[step]!)
      from += counts[step]!
    }
  }
})

test('every window is a whole number of encoder steps, and a second look sees more than the first', () => {
  for (const policy of [stock, summary]) for (const samples of lengths) {
    const [first, second] = [policy.sized(samples), policy.secondLive(samples)]
    for (const { samples: heard } of [first, second]) assert.ok(heard % 320 === 0 && heard >= samples && heard <= FULL_WINDOW_SAMPLES)
    assert.ok(stepsOf(second) >= stepsOf(first))
  }
})

test('weights that bear short windows get shorter ones, an encoder that takes none its own alone', () => {
  const tuned = windowPolicy({ takes: 'summary', tuned: 'any' })
  assert.deepEqual([tuned.sized(SECOND), tuned.sized(5 * SECOND)], [{ samples: 2 * SECOND, block: null }, { samples: 5.5 * SECOND, block: null }])
  for (const weights of ['stock', 'any'] as const) {
    const full = windowPolicy({ takes: 'full', tuned: weights })
    assert.deepEqual([full.sized(SECOND), full.secondLive(SECOND)], [FULL_WINDOW, FULL_WINDOW])
  }
})
