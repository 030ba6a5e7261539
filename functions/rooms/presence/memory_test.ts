import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { person, presenceContract } from './contract.ts'
import { createMemoryPresence } from './memory.ts'

presenceContract('memory', async ({ presentMs }) => {
  const clock = createFakeClock(1_000_000)
  const presence = createMemoryPresence({ presentMs, clock })
  return { presence, elsewhere: presence, pass: async (ms) => clock.advance(ms), close: () => presence.close() }
})

it('presence in memory: nobody lapses by default, and members who are gone are forgotten after half a day', async () => {
  const clock = createFakeClock()
  const presence = createMemoryPresence({ clock })
  const [ana, gone] = [person('r', 'Ana', { present: true }), person('r', 'Gone')]
  await presence.put(ana)
  await presence.put(gone)
  clock.advance(11 * 3_600_000)
  await presence.renew('r', [ana.peerId], 45_000)
  clock.advance(2 * 3_600_000)
  assert.deepEqual(await presence.list('r'), [ana])
})

it('presence in memory: beyond its bound a room without anyone gives way', async () => {
  const presence = createMemoryPresence({ roomsMax: 2 })
  const [here, gone, next] = [person('a', 'Here', { present: true }), person('b', 'Gone'), person('c', 'Next')]
  for (const someone of [here, gone, next]) await presence.put(someone)
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(async (roomId) => (await presence.list(roomId)).length)), [1, 0, 1])
})
