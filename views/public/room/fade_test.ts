import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFade } from './fade.ts'

function open() {
  let nowMs = 0
  let step: (() => void) | null = null
  const levels: number[] = []
  const fade = createFade((level) => levels.push(level), {
    now: () => nowMs,
    repeat(_ms, run) {
      step = run
      return () => void (step = null)
    },
  })
  return {
    fade, levels,
    pass(ms: number) {
      nowMs += ms
      step?.()
    },
  }
}

test('a level goes down and up again in steps, from wherever it is', () => {
  const { fade, levels, pass } = open()
  fade.to(0.2)
  for (let at = 0; at < 12; at++) pass(20)
  assert.equal(levels.length, 10)
  assert.deepEqual([levels[0]!.toFixed(2), levels[9]], ['0.92', 0.2])
  assert.ok(levels.every((level, at) => at === 0 || level < levels[at - 1]!))
  fade.to(1)
  pass(100)
  fade.to(0.2)
  pass(20)
  assert.ok(levels.at(-1)! < 0.6 && levels.at(-1)! > 0.5)
})

test('a page that is called seldom arrives at once', () => {
  const { fade, levels, pass } = open()
  fade.to(0)
  pass(1_000)
  pass(1_000)
  assert.deepEqual(levels, [0])
})
