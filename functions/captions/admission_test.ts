import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdmission } from './admission.ts'
import type { InterimEvery } from './admission.ts'

/** A machine of two workers on which `people` talk without a pause. */
function machine() {
  let nowMs = 0
  const changes: { atMs: number; everyMs: InterimEvery }[] = []
  const admission = createAdmission({ now: () => nowMs, concurrency: 2, onChange: (everyMs) => changes.push({ atMs: nowMs, everyMs }) })
  const work = (lasting: boolean, ms: number, queuedMs = 0) => {
    const end = admission.begin({ lasting, queuedMs })
    nowMs += ms
    end()
    nowMs -= ms
  }
  return {
    admission, changes,
    /** Each second what stays takes `staysMs` and waits `queuedMs`, and interim captions take `passesMs` at their fastest. */
    talk(seconds: number, { staysMs, passesMs, queuedMs = 0 }: { staysMs: number; passesMs: number; queuedMs?: number }) {
      for (let second = 0; second < seconds; second++) {
        const everyMs = admission.interimEvery()
        work(true, staysMs, queuedMs)
        if (everyMs !== null && nowMs % everyMs === 0) work(false, passesMs)
        nowMs += 1_000
      }
    },
  }
}

test('where there is room interim captions come every second', () => {
  const { admission, changes, talk } = machine()
  assert.equal(admission.headroom(), 1)
  talk(30, { staysMs: 300, passesMs: 600 })
  assert.equal(admission.interimEvery(), 1_000)
  assert.deepEqual(changes, [])
  assert.ok(Math.abs(admission.headroom() - 0.55) < 0.06, `${admission.headroom()}`)
})

test('a busy machine slows them down until there is room, no further', () => {
  const { admission, changes, talk } = machine()
  talk(120, { staysMs: 700, passesMs: 1_100 })
  assert.equal(admission.interimEvery(), 2_000)
  assert.deepEqual(changes.map(({ everyMs }) => everyMs), [2_000])
})

test('one that cannot follow stops them, and none of its changes undoes the one before', () => {
  const { admission, changes, talk } = machine()
  talk(120, { staysMs: 1_600, passesMs: 800, queuedMs: 900 })
  assert.equal(admission.interimEvery(), null)
  assert.deepEqual(changes.map(({ everyMs }) => everyMs), [2_000, 4_000, null])
})

test('what waits for a worker slows them down as well, whatever the workers are busy with', () => {
  const { admission, talk } = machine()
  talk(30, { staysMs: 300, passesMs: 200, queuedMs: 1_000 })
  assert.equal(admission.interimEvery(), null)
})

test('when fewer talk they come back step by step, each after ten seconds in which all was well', () => {
  const { admission, changes, talk } = machine()
  talk(30, { staysMs: 1_700, passesMs: 300, queuedMs: 900 })
  assert.equal(admission.interimEvery(), null)
  const before = changes.length
  talk(60, { staysMs: 200, passesMs: 300 })
  assert.equal(admission.interimEvery(), 1_000)
  const back = changes.slice(before)
  assert.deepEqual(back.map(({ everyMs }) => everyMs), [4_000, 2_000, 1_000])
  back.slice(1).forEach(({ atMs }, i) => assert.ok(atMs - back[i]!.atMs >= 10_000))
})

test('a load that is borderline settles: it does not go to and fro', () => {
  const { changes, talk } = machine()
  talk(600, { staysMs: 900, passesMs: 900 })
  assert.ok(changes.length <= 2, JSON.stringify(changes))
})
