import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'
import { createLimits } from './limits.ts'
import { openTestRooms } from './testing.ts'
import type { TestRooms } from './testing.ts'

const MINUTE_MS = 60_000
const ENTERPRISE = { ENTERPRISE_PEOPLE_MAX: 25, ENTERPRISE_ROOMS_AT_ONCE: 11, ENTERPRISE_HISTORY_DAYS: 400 }
const TABLE: readonly { tier: Tier; people: number; rooms: number }[] = [
  { tier: 'free', people: 6, rooms: 2 }, { tier: 'premium', people: 10, rooms: 5 }, { tier: 'pro', people: 20, rooms: 10 },
  { tier: 'enterprise', people: 25, rooms: 11 },
]

let under: TestRooms
before(async () => void (under = await openTestRooms({ limits: createLimits(ENTERPRISE) })))
after(() => under.close())

const code = (expected: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof DomainError, String(error))
  assert.equal(error.code, expected, error.message)
  assert.match(error.message, words)
  return true
}

for (const { tier, people, rooms: roomsMax } of TABLE) {
  describe(`${tier} rooms`, () => {
    test(`hold ${people} people, who may come at once`, async () => {
      const { rooms, join, account } = under
      const { roomId, peopleMax } = await rooms.create({ ownerId: await account('Ada', tier) })
      assert.equal(peopleMax, people)
      const answers = await Promise.allSettled(Array.from({ length: people + 3 }, (_, i) => join(roomId, `P${i}`)))
      assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, people)
      await assert.rejects(join(roomId, 'Late'), code('room-full', new RegExp(`${people} of ${people}`)))
    })

    test(`are in use ${roomsMax} at once for an owner`, async () => {
      const { rooms, enter, join, account } = under
      const ownerId = await account('Ada', tier)
      const used = []
      for (let i = 0; i < roomsMax; i++) used.push(await enter((await rooms.create({ ownerId })).roomId, `P${i}`))
      const { roomId } = await rooms.create({ ownerId })
      await assert.rejects(join(roomId, 'One too many'), code('rooms-at-once', new RegExp(`\\(${tier}\\) allows ${roomsMax} rooms`)))
      // Those in use go on, and a place is free again when one is empty.
      await join(used[0]!.roomId, 'Another')
      await rooms.leave(used[1]!)
      await join(roomId, 'Now')
    })
  })
}

test('what is not configured for the enterprise tier is unlimited', async () => {
  const other = await openTestRooms({ db: under.db })
  const ownerId = await other.account('Ada', 'enterprise')
  const { roomId, peopleMax } = await other.rooms.create({ ownerId })
  assert.equal(peopleMax, null)
  for (let i = 0; i < 60; i++) await other.join(roomId, `P${i}`)
})

test('rooms of guests are free ones, and the device that opened them is their owner', async () => {
  const { rooms, enter, join } = under
  for (let i = 0; i < 2; i++) await enter((await rooms.create({ deviceId: 'one device' })).roomId, 'Guest', { deviceId: 'one device' })
  const third = await rooms.create({ deviceId: 'one device' })
  await assert.rejects(join(third.roomId, 'Guest', { deviceId: 'one device' }), code('rooms-at-once', /\(free\) allows 2 rooms/))
  await assert.rejects(join(third.roomId, 'Someone else', { deviceId: 'other' }), code('rooms-at-once', /2 are/))
})

test('places that lapsed are not taken twice: neither people nor rooms go over their number by connecting late', async () => {
  const { rooms, join, enter, account, clock } = under
  const ownerId = await account('Ada')
  const late = []
  for (let i = 0; i < 3; i++) {
    late.push(await join((await rooms.create({ ownerId })).roomId, 'Slow'))
    clock.advance(31_000)
  }
  for (const person of late.slice(0, 2)) await rooms.setPresence({ ...(await rooms.connect(person)), present: true })
  await assert.rejects(rooms.connect(late[2]!), code('rooms-at-once', /allows 2 rooms/))
  const { roomId } = late[0]!
  const slow = await join(roomId, 'Slow too')
  clock.advance(31_000)
  for (let i = 0; i < 5; i++) await enter(roomId, `P${i}`)
  await assert.rejects(rooms.connect(slow), code('room-full', /6 of 6/))
})

describe('the length of a room', () => {
  // Each minute looks after every room: those of the tests above would be looked after hundreds of times as well.
  let under: TestRooms
  before(async () => void (under = await openTestRooms()))
  after(() => under.close())

  for (const tier of ['free', 'premium'] as const) {
    const lengthMs = TIERS[tier].roomLengthMs!
    test(`${tier}: ${lengthMs / MINUTE_MS} minutes, with warnings at 10 and 2, then an end that names the limit`, async () => {
      const { rooms, enter, pass, account, clock } = under
      const { roomId } = await rooms.create({ ownerId: await account('Ada', tier) })
      const ada = await enter(roomId, 'Ada')
      await under.local.settled()
      const startedAtMs = clock.now()
      assert.deepEqual(await rooms.meeting(roomId).then((meeting) => meeting?.endsAtMs), startedAtMs + lengthMs)
      const events = await under.watch(roomId)
      const types = () => events.map((event) => (event.type === 'room-ending' ? event.minutes : event.type))
      await pass(lengthMs - 10 * MINUTE_MS - 30_000, MINUTE_MS)
      assert.deepEqual(types(), [])
      await pass(30_000)
      assert.deepEqual(types(), [10])
      await pass(8 * MINUTE_MS)
      assert.deepEqual(types(), [10, 2])
      assert.equal((await rooms.participants(roomId)).length, 1)
      await pass(2 * MINUTE_MS)
      assert.deepEqual(types(), [10, 2, 'room-closed', 'participant-left'])
      const closed = events.find((event) => event.type === 'room-closed')
      assert.deepEqual([closed?.reason, closed?.message], ['length', `The meeting has ended: a room of this tier lasts ${lengthMs / MINUTE_MS} minutes.`])
      await assert.rejects(rooms.participant(ada), code('not-found', /Cannot find/))
      assert.equal(await rooms.meeting(roomId), null)
    })
  }

  test('pro and enterprise rooms go on', async () => {
    const { rooms, enter, pass, account } = under
    for (const tier of ['pro', 'enterprise'] as const) {
      const { roomId } = await rooms.create({ ownerId: await account('Ada', tier) })
      await enter(roomId, 'Ada')
      const events = await under.watch(roomId)
      await pass(10 * 3_600_000, 3_600_000)
      assert.deepEqual(events, [])
      assert.equal((await rooms.meeting(roomId))?.endsAtMs, null)
    }
  })

  test('two processes warn and end once', async () => {
    const { rooms, enter, account, clock, local } = under
    const { roomId } = await rooms.create({ ownerId: await account('Ada') })
    await enter(roomId, 'Ada')
    await local.settled()
    const events = await under.watch(roomId)
    clock.advance(51 * MINUTE_MS)
    await Promise.all([local.tend(), local.tend(), local.tend()])
    assert.deepEqual(events.map(({ type }) => type), ['room-ending'])
  })

  test('a guests’ room is over for good', async () => {
    const { rooms, enter, join, pass } = under
    const { roomId } = await rooms.create()
    await enter(roomId, 'Guest')
    await under.local.settled()
    await pass(60 * MINUTE_MS, MINUTE_MS)
    await assert.rejects(join(roomId, 'Late'), code('room-closed', /is over/))
  })
})
