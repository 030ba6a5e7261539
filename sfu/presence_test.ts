import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createFakeClock } from '../infra/fake_clock.ts'
import type { FakeClock } from '../infra/fake_clock.ts'
import { createLog } from '../infra/log.ts'
import type { Presence } from './presence.ts'
import { createPresence } from './presence.ts'
import { participantOf } from './testing/start_sfu.ts'

const ada = participantOf('room', 'ada')
const settled = () => new Promise((resolve) => setImmediate(resolve))
let clock: FakeClock
let heard: string[]
let lines: string[]
let presence: Presence
let fails: boolean

beforeEach(() => {
  clock = createFakeClock()
  heard = []
  lines = []
  fails = false
  presence = createPresence({
    clock,
    log: createLog({ level: 'debug', write: (line) => lines.push(line) }),
    listener: {
      entered: ({ peerId }) => void heard.push(`${peerId} entered`),
      left: async ({ peerId }) => {
        if (fails) throw new Error('the rooms function is away')
        heard.push(`${peerId} left`)
      },
    },
  })
})

test('a connection that comes back within the grace never left', async () => {
  presence.arrived(ada)
  presence.gone(ada, { deliberate: false })
  clock.advance(2_999)
  presence.arrived(ada)
  clock.advance(60_000)
  await settled()
  assert.deepEqual(heard, ['ada entered'])
})

test('one that stays away has left', async () => {
  presence.arrived(ada)
  presence.gone(ada, { deliberate: false })
  clock.advance(3_000)
  await settled()
  assert.deepEqual(heard, ['ada entered', 'ada left'])
})

test('leaving deliberately has no grace', async () => {
  presence.arrived(ada)
  presence.gone(ada, { deliberate: true })
  await settled()
  assert.deepEqual(heard, ['ada entered', 'ada left'])
})

test('a connection that replaces another is the same person, in either order of events', async () => {
  presence.arrived(ada)
  presence.arrived(ada)
  presence.gone(ada, { deliberate: false })
  clock.advance(60_000)
  await settled()
  assert.deepEqual(heard, ['ada entered'])
})

test('the same id in another room is someone else', async () => {
  presence.arrived(ada)
  presence.arrived(participantOf('elsewhere', 'ada'))
  presence.gone(ada, { deliberate: true })
  await settled()
  assert.deepEqual(heard, ['ada entered', 'ada entered', 'ada left'])
})

test('closing reports those who are here or in their grace as left, once', async () => {
  presence.arrived(ada)
  presence.arrived(participantOf('room', 'ben'))
  presence.gone(ada, { deliberate: false })
  await presence.close()
  clock.advance(60_000)
  await settled()
  assert.deepEqual(heard, ['ada entered', 'ben entered', 'ada left', 'ben left'])
})

test('a listener that fails is logged and asked again the next time', async () => {
  fails = true
  presence.arrived(ada)
  presence.gone(ada, { deliberate: true })
  await settled()
  assert.match(lines.join(), /presence\.failed.*the rooms function is away/)
  fails = false
  presence.arrived(ada)
  presence.gone(ada, { deliberate: true })
  await settled()
  assert.deepEqual(heard, ['ada entered', 'ada entered', 'ada left'])
})
