import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../../domain/errors.ts'
import { TIERS } from '../../../domain/tier.ts'
import type { Db } from '../../../infra/db/db.ts'
import { accounts, meetingPeople, meetings } from '../../../infra/db/schema/mod.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import type { TestDb } from '../../../infra/db/testing.ts'
import { closeOwnedRooms } from '../close_owned.ts'
import { as, openTestRooms, START_MS } from '../testing.ts'
import type { TestRooms } from '../testing.ts'

const MINUTE_MS = 60_000

let database: TestDb
let under: TestRooms
let away = false
beforeEach(async () => {
  away = false
  database = await openTestDb()
  under = await openTestRooms({ db: mayBeAway(database.db) })
})
afterEach(async () => {
  await under.close()
  await database.close()
})

/** A database that answers as one that cannot be reached while `away`. */
function mayBeAway(db: Db): Db {
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (away) throw new DomainError('unavailable', 'Cannot reach the database: try again in a moment')
        return (value as (...args: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}

const held = () => database.db.select().from(meetings).orderBy(meetings.startedAt)
const people = (meetingId: string) => database.db.select().from(meetingPeople).where(eq(meetingPeople.meetingId, meetingId)).orderBy(meetingPeople.joinedAt)

test('a meeting lasts from the first person present until its room was empty for five minutes', async () => {
  const { rooms, join, enter, pass, clock, local, account } = under
  const accountId = await account('Ada', 'premium')
  const { roomId } = await rooms.create({ ownerId: accountId, name: 'Weekly' })
  await join(roomId, 'Never connects')
  await local.settled()
  assert.deepEqual(await held(), [])
  const ada = await enter(roomId, 'Ada', { accountId })
  clock.advance(MINUTE_MS)
  const bia = await enter(roomId, 'Bia')
  for (const person of [ada, bia]) await rooms.setPresence({ ...person, present: false })
  await pass(4 * MINUTE_MS)
  await rooms.setPresence({ ...bia, present: true })
  await pass(MINUTE_MS)
  await rooms.leave(bia)
  const leftAtMs = clock.now()
  await pass(4 * MINUTE_MS)
  assert.equal((await rooms.meeting(roomId))?.startedAtMs, START_MS)
  await pass(2 * MINUTE_MS)
  assert.equal(await rooms.meeting(roomId), null)
  const [meeting, ...others] = await held()
  assert.deepEqual(others, [])
  assert.deepEqual(
    [meeting!.name, meeting!.ownerId, meeting!.startedAt.getTime(), meeting!.endedAt?.getTime(), meeting!.expiresAt?.getTime()],
    ['Weekly', accountId, START_MS, leftAtMs, leftAtMs + TIERS.premium.historyMs!],
  )
  assert.deepEqual((await people(meeting!.meetingId)).map(({ name, accountId: who, leftAt }) => [name, who, leftAt?.getTime()]), [
    ['Ada', accountId, START_MS + MINUTE_MS], ['Bia', null, leftAtMs],
  ])
  await enter(roomId, 'Ada', { accountId })
  await local.settled()
  assert.equal((await held()).length, 2)
})

test('closing a room ends its meeting; history of enterprise stays', async () => {
  const { rooms, enter, account, clock } = under
  const accountId = await account('Ada', 'enterprise')
  const { roomId } = await rooms.create({ ownerId: accountId })
  const ada = await enter(roomId, 'Ada', { accountId })
  clock.advance(MINUTE_MS)
  await rooms.close({ roomId, actor: as(ada) })
  const [meeting] = await held()
  assert.deepEqual([meeting!.endedAt?.getTime(), meeting!.expiresAt], [clock.now(), null])
  assert.equal((await people(meeting!.meetingId))[0]!.leftAt?.getTime(), clock.now())
})

test('people of a process that died do not keep a meeting open', async () => {
  const { rooms, enter, pass, presence, local } = under
  const { roomId } = await rooms.create()
  const ada = await enter(roomId, 'Ada')
  await local.settled()
  await presence.remove(roomId, ada.peerId)
  await pass(6 * MINUTE_MS)
  assert.ok((await held())[0]!.endedAt)
})

test('while the database is away a meeting goes on and people join it; what happened is written afterwards', async () => {
  const { rooms, join, enter, clock, local, pass } = under
  const { roomId } = await rooms.create({ deviceId: 'ada' })
  const ada = await enter(roomId, 'Ada', { deviceId: 'ada' })
  await local.settled()
  away = true
  clock.advance(MINUTE_MS)
  const bia = await enter(roomId, 'Bia', { deviceId: 'bia' })
  assert.equal(bia.role, 'guest')
  assert.equal((await rooms.participants(roomId)).length, 2)
  assert.deepEqual(await rooms.readers(roomId), ['en'])
  await rooms.mute({ ...bia, actor: as(ada) })
  clock.advance(MINUTE_MS)
  await rooms.leave(bia)
  await assert.rejects(rooms.create(), (error: DomainError) => error.code === 'unavailable' && /database/.test(error.message))
  await assert.rejects(rooms.lock({ roomId, actor: as(ada), locked: true }), { code: 'unavailable' })
  await assert.rejects(rooms.find('aaaa-bbbb-cccc'), { code: 'unavailable' })
  await assert.rejects(local.tend(), { code: 'unavailable' })
  away = false
  await pass(5_000)
  const [meeting, ...others] = await held()
  assert.deepEqual(others, [])
  assert.deepEqual((await people(meeting!.meetingId)).map(({ name, joinedAt, leftAt }) => [name, joinedAt.getTime(), leftAt?.getTime()]), [
    ['Ada', START_MS, undefined], ['Bia', START_MS + MINUTE_MS, START_MS + 2 * MINUTE_MS],
  ])
  await join(roomId, 'Caio')
})

test('a whole meeting without the database is in the books afterwards', async () => {
  const { rooms, enter, clock, local, pass } = under
  const { roomId } = await rooms.create()
  await rooms.find(roomId)
  away = true
  const ada = await enter(roomId, 'Ada')
  clock.advance(MINUTE_MS)
  await rooms.leave(ada)
  await local.settled()
  away = false
  await pass(6 * MINUTE_MS)
  const [meeting] = await held()
  assert.deepEqual([meeting!.startedAt.getTime(), meeting!.endedAt?.getTime()], [START_MS, START_MS + MINUTE_MS])
})

test('a meeting whose room is gone ends, for those in it as well, and holds up no other one', async () => {
  const { rooms, enter, local, pass, account, db, watch } = under
  const [gone, stays] = [await account('Ada'), await account('Bia')]
  const [first, second] = [await rooms.create({ ownerId: gone }), await rooms.create({ ownerId: stays })]
  const member = await enter(first.roomId, 'Cleo')
  await enter(second.roomId, 'Dan')
  await local.settled()
  const events = await watch(first.roomId)
  await database.db.update(meetings).set({ ownerId: null }).where(eq(meetings.roomId, first.roomId))
  await db.delete(accounts).where(eq(accounts.accountId, gone))
  await pass(MINUTE_MS)
  assert.ok(events.some(({ type }) => type === 'room-closed'))
  assert.equal(await under.presence.find(first.roomId, member.peerId), null)
  await pass(60 * MINUTE_MS)
  assert.deepEqual((await held()).map(({ endedAt }) => endedAt !== null), [true, true])
})

test('the meetings of an account that is deleted end before their room goes', async () => {
  const { rooms, enter, local, account, db, watch } = under
  const accountId = await account('Ada')
  const [used, unused] = [await rooms.create({ ownerId: accountId }), await rooms.create({ ownerId: accountId })]
  await enter(used.roomId, 'Cleo')
  await local.settled()
  const events = await watch(used.roomId)
  await closeOwnedRooms({ db, rooms }, { accountId })
  await closeOwnedRooms({ db, rooms }, { accountId })
  assert.equal(events.filter(({ type }) => type === 'room-closed').length, 1)
  assert.deepEqual((await held()).map(({ endedAt }) => endedAt !== null), [true])
  assert.equal((await rooms.find(unused.roomId)).closedAtMs, null)
})
