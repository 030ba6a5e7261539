import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createHubs } from './hubs.ts'

const reader = { peerId: 'b', roomId: 'r', name: 'Bia', preferences: { speaks: null, reads: 'pt', hears: 'original' }, role: 'guest', accountId: null, deviceId: null, joinedAtMs: 0, present: true } as const
const final: RoomEvent = {
  type: 'caption', reader: 'pt', translation: null, untranslated: null,
  caption: { captionId: 'c', roomId: 'r', peerId: 'p', speakerName: 'P', kind: 'final', language: 'pt', text: 'olá', confidence: 1, startMs: 1, endMs: 2 },
}

test('captions are kept for a while after the last page has gone, then forgotten with the subscription', async () => {
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const clock = createFakeClock()
  const hubs = createHubs({ bus, clock, log: silentLog, render: { caption: () => '', speakers: () => '', event: () => '', people: () => '', state: () => '' } })
  const hub = await hubs.open('r')
  await bus.publish(roomTopic('r'), final)
  assert.equal(hub.captions(reader).length, 1)
  assert.equal(await hubs.open('r'), hub)
  clock.advance(11 * 60_000)
  await new Promise(setImmediate)
  const later = await hubs.open('r')
  assert.notEqual(later, hub)
  assert.deepEqual(later.captions(reader), [])
  await bus.publish(roomTopic('r'), final)
  assert.equal(hub.captions(reader).length, 1, 'the old hub hears nothing more')
  await hubs.close()
})
