import { test } from 'node:test'
import assert from 'node:assert/strict'
import { startThread } from './thread.ts'

const start = (data: { broken?: boolean; atOnce?: number } = {}) => startThread(new URL('./_scripted_thread.ts', import.meta.url), data, { name: 'scripted' })

test('a call is answered, a refusal keeps its code', async () => {
  const thread = start()
  assert.deepEqual(await thread.call('echo', Float32Array.of(1, 2)), Float32Array.of(1, 2))
  await assert.rejects(thread.call('refuse', null), { code: 'invalid-audio', message: 'Not audio' })
  await assert.rejects(thread.call('sing', null), { code: 'internal' })
  await thread.close()
})

test('a call that is cancelled makes room for the next', async () => {
  const thread = start()
  const leave = new AbortController()
  const left = thread.call('wait', null, { signal: leave.signal })
  const next = thread.call('echo', 'next')
  leave.abort(new Error('gone'))
  await assert.rejects(left, { message: 'gone' })
  assert.equal(await next, 'next')
  await thread.close()
})

test('a thread that is closed fails the call at work, ends, and answers nobody', async () => {
  const thread = start()
  assert.equal(await thread.call('echo', 'up'), 'up')
  const lost = assert.rejects(thread.call('wait', null), { code: 'model-unavailable' })
  await thread.close()
  await lost
  await thread.close()
  assert.equal(thread.alive, false)
  await assert.rejects(thread.call('echo', 1), { code: 'model-unavailable' })
})

test('calls are answered one at a time, or as many as the thread takes', async () => {
  const two = start({ atOnce: 2 })
  assert.deepEqual(await Promise.all([two.call('meet', 2), two.call('meet', 2)]), [2, 2])
  const third = new AbortController()
  const waits = [two.call('wait', null, { signal: third.signal }), two.call('wait', null, { signal: third.signal })]
  const after = two.call('echo', 'third')
  third.abort(new Error('gone'))
  for (const wait of waits) await assert.rejects(wait, { message: 'gone' })
  assert.equal(await after, 'third')
  await two.close()

  const one = start()
  const leave = new AbortController()
  const alone = one.call('meet', 2, { signal: leave.signal })
  const lost = assert.rejects(one.call('meet', 2), { code: 'model-unavailable' })
  leave.abort(new Error('gone'))
  await assert.rejects(alone, { message: 'gone' })
  await one.close()
  await lost
})

test('what cannot be set up fails every call', async () => {
  const thread = start({ broken: true })
  await assert.rejects(thread.call('echo', 1), { code: 'model-unavailable', message: /no weights/ })
  await thread.close()
})
