import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DeadlineError, withDeadline } from './deadline.ts'

test('work in time answers, and its own failure is its own', async () => {
  assert.equal(await withDeadline(10_000, [], async () => 'done'), 'done')
  await assert.rejects(withDeadline(10_000, [null, undefined], async () => {
    throw new Error('broken')
  }), /broken/)
})

test('work that takes too long is given up and told so', async () => {
  const seen: AbortSignal[] = []
  await assert.rejects(withDeadline(5, [], (signal) => (seen.push(signal), new Promise(() => {}))), DeadlineError)
  assert.ok(seen[0]!.reason instanceof DeadlineError)
})

test('any of the signals ends it, one that is aborted already before the work begins', async () => {
  const controller = new AbortController()
  const other = new AbortController()
  await assert.rejects(withDeadline(10_000, [other.signal, controller.signal], () => new Promise(() => controller.abort(new Error('gone')))), /gone/)
  let began = false
  await assert.rejects(withDeadline(10_000, [controller.signal], async () => {
    began = true
  }), /gone/)
  assert.equal(began, false)
})
