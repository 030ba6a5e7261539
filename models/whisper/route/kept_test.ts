import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { silentLog } from '../../../infra/log.ts'
import { createScriptedRecogniser } from '../scripted.ts'
import type { ScriptedRecogniser } from '../scripted.ts'
import { keepRecogniser } from './kept.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function keep() {
  const clock = createFakeClock()
  const opened: ScriptedRecogniser[] = []
  const fault = { opening: null as Error | null }
  const kept = keepRecogniser({
    id: 'model', idleMs: 1_000, clock, log: silentLog,
    async open() {
      if (fault.opening) throw fault.opening
      const recogniser = createScriptedRecogniser()
      opened.push(recogniser)
      return recogniser
    },
  })
  return { clock, opened, kept, fault }
}

test('a model is opened once, leaves memory when nobody uses it, and comes back', async () => {
  const { clock, opened, kept } = keep()
  assert.equal(kept.ready, false)
  await Promise.all([kept.open(), kept.use(async () => {})])
  assert.equal(kept.ready, true)
  clock.advance(900)
  await kept.use(async () => {})
  clock.advance(900)
  assert.equal(opened[0]!.closed, false)
  clock.advance(200)
  await settled()
  assert.deepEqual([opened[0]!.closed, kept.ready], [true, false])
  await kept.use(async () => {})
  assert.equal(opened.length, 2)
})

test('one that is at work is not taken away', async () => {
  const { clock, opened, kept } = keep()
  let finish = () => {}
  const work = kept.use(() => new Promise<void>((resolve) => (finish = resolve)))
  await settled()
  clock.advance(10_000)
  await settled()
  assert.equal(opened[0]!.closed, false)
  finish()
  await work
  clock.advance(2_000)
  await settled()
  assert.equal(opened[0]!.closed, true)
})

test('what could not be opened is tried again by the next one', async () => {
  const { kept, fault } = keep()
  fault.opening = new Error('no weights')
  await assert.rejects(kept.open(), /no weights/)
  fault.opening = null
  await kept.open()
  assert.equal(kept.ready, true)
})

test('closing it is for good', async () => {
  const { kept, opened } = keep()
  await kept.open()
  await kept.close()
  assert.equal(opened[0]!.closed, true)
  await assert.rejects(async () => kept.open(), { code: 'model-unavailable' })
  await kept.close()
})
