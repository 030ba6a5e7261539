import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createAsksGoogle } from './asks_google.ts'

const spoken = (google: boolean) => async () => ({ languages: [], google })

test('what the function that speaks says counts, and what it said last while it is away', async () => {
  const speaker = { spoken: spoken(true) }
  const asksGoogle = createAsksGoogle({ speaker, configured: false, clock: createFakeClock(), log: silentLog })
  equal(await asksGoogle(), true)
  speaker.spoken = async () => Promise.reject(new Error('away'))
  equal(await asksGoogle(), true)
  speaker.spoken = spoken(false)
  equal(await asksGoogle(), false)
})

test('a function that does not answer holds no page up: what this process allows stands until it does', async () => {
  const clock = createFakeClock()
  let answer = (_: { languages: []; google: boolean }) => {}
  let asked = 0
  const speaker = { spoken: () => new Promise<{ languages: []; google: boolean }>((resolve) => { asked++; answer = resolve }) }
  for (const configured of [true, false]) {
    const asksGoogle = createAsksGoogle({ speaker, configured, clock, log: silentLog })
    const pages = [asksGoogle(), asksGoogle()]
    clock.advance(300)
    deepEqual(await Promise.all(pages), [configured, configured])
    answer({ languages: [], google: true })
    equal(await asksGoogle(), true)
  }
  equal(asked, 2, 'pages ask together')
})
