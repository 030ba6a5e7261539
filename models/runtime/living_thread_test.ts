import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { startThread } from './thread.ts'
import { openLivingThread } from './living_thread.ts'

const module = new URL('./_scripted_thread.ts', import.meta.url)

test('a real thread that nothing inside can end is replaced at once, and stopped from outside', async () => {
  let starts = 0
  const thread = await openLivingThread({
    name: 'scripted', deadlineMs: 500,
    start: () => (starts++, startThread(module, {}, { name: 'scripted' })),
    warm: async (started) => {
      await started.call('echo', 'warm')
    },
  })
  assert.equal(await thread.call('echo', 'one'), 'one')
  await assert.rejects(thread.call('hang', null), { code: 'timeout', message: /"scripted" did not answer within 500 ms/ })
  assert.equal(await thread.call('echo', 'two'), 'two')
  assert.equal(starts, 2)
  await assert.rejects(thread.call('refuse', null), { code: 'invalid-audio' })
  assert.equal(starts, 2)
  await thread.close()
  await assert.rejects(thread.call('echo', 'three'), { code: 'model-unavailable', message: /is closed/ })
})

test('a replacement that cannot be made fails the calls, and is tried again after a while', async () => {
  const clock = createFakeClock()
  const options = [{}, { broken: true }, {}]
  const started: ReturnType<typeof startThread>[] = []
  const thread = await openLivingThread({
    name: 'scripted', clock,
    start: () => {
      started.push(startThread(module, options[started.length], { name: 'scripted' }))
      return started.at(-1)!
    },
    warm: async (one) => {
      await one.call('echo', 'warm')
    },
  })
  await started[0]!.close()
  for (let call = 0; call < 3; call++) await assert.rejects(thread.call('echo', 'x'), { code: 'model-unavailable', message: /no weights/ })
  assert.equal(started.length, 2)
  clock.advance(5_000)
  assert.equal(await thread.call('echo', 'x'), 'x')
  await thread.close()
})
