import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { rememberReaders } from './remember_readers.ts'

function setUp() {
  const clock = createFakeClock(100_000)
  const outage = { awaySinceMs: null as number | null, reconnected: () => {} }
  let present: Language[] = []
  const { readers } = rememberReaders({
    clock,
    rooms: { readers: async () => present },
    redis: {
      get awaySinceMs() {
        return outage.awaySinceMs
      },
      onReconnected(listener) {
        outage.reconnected = () => listener({ sinceMs: 0 })
        return () => {}
      },
    },
  })
  return {
    clock, readers,
    here: (languages: Language[]) => {
      present = languages
    },
    goAway: () => {
      outage.awaySinceMs = clock.now()
    },
    comeBack: () => {
      outage.awaySinceMs = null
      outage.reconnected()
    },
  }
}

test('languages that were read before an outage are served until it is known who is there', async () => {
  const { clock, readers, here, goAway, comeBack } = setUp()
  here(['pt', 'en'])
  assert.deepEqual(await readers('r'), ['pt', 'en'])
  here([])
  goAway()
  assert.deepEqual(await readers('r'), ['pt', 'en'])
  comeBack()
  here(['fr'])
  assert.deepEqual(await readers('r'), ['pt', 'en', 'fr'])
  clock.advance(5_000)
  assert.deepEqual(await readers('r'), ['fr'])
  here([])
  assert.deepEqual(await readers('r'), [])
})

test('a process that never saw the room waits until someone says who is there', async () => {
  const { clock, readers, here, goAway, comeBack } = setUp()
  goAway()
  await assert.rejects(readers('r'), (error: unknown) => error instanceof DomainError && error.code === 'unavailable')
  comeBack()
  const asked = readers('r')
  await new Promise((resolve) => setImmediate(resolve))
  here(['vi'])
  clock.advance(100)
  assert.deepEqual(await asked, ['vi'])
})
