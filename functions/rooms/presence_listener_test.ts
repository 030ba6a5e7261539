import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { person } from './presence/contract.ts'
import { createMemoryPresence } from './presence/memory.ts'
import { presenceInRooms } from './presence_listener.ts'

test('who is connected here stays present for as long as they are, and no longer', async () => {
  const clock = createFakeClock()
  const presence = createMemoryPresence({ presentMs: 45_000, clock })
  const [ada, bia] = [person('room', 'Ada'), person('room', 'Bia')]
  for (const each of [ada, bia]) await presence.put(each)
  const listener = presenceInRooms({
    presence, clock, log: silentLog,
    rooms: {
      async setPresence({ roomId, peerId, present }) {
        const participant = { ...(await presence.find(roomId, peerId))!, present }
        await presence.put(participant)
        return participant
      },
    },
  })
  const present = async () => (await presence.list('room')).filter((each) => each.present).map(({ name }) => name)
  for (const each of [ada, bia]) await listener.entered(each)
  for (let passed = 0; passed < 120_000; passed += 15_000) clock.advance(15_000)
  assert.deepEqual(await present(), ['Ada', 'Bia'])
  await listener.left(bia)
  assert.deepEqual(await present(), ['Ada'])
  listener.close()
  clock.advance(60_000)
  assert.deepEqual(await present(), [])
})

test('someone who is no member may leave, but not enter', async () => {
  const listener = presenceInRooms({
    presence: createMemoryPresence(), clock: createFakeClock(), log: silentLog,
    rooms: { setPresence: async () => { throw new DomainError('not-found', 'Cannot find participant') } },
  })
  await listener.left(person('room', 'Ada'))
  await assert.rejects(listener.entered(person('room', 'Ada')), { code: 'not-found' })
  listener.close()
})
