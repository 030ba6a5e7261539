import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { accounts, roomBans, rooms as roomsTable } from '../../infra/db/schema/mod.ts'
import { as, EN, openTestRooms } from './testing.ts'
import type { TestRooms } from './testing.ts'

let under: TestRooms
before(async () => void (under = await openTestRooms()))
after(() => under.close())

const code = (expected: string, words = /./) => (error: unknown) => {
  assert.ok(error instanceof DomainError, String(error))
  assert.equal(error.code, expected, error.message)
  assert.match(error.message, words)
  return true
}

describe('who comes into a room', () => {
  test('the guest who opens a room is its host, also after coming back; without one, whoever is first', async () => {
    const host = crypto.randomUUID()
    const { rooms, join } = under
    const opened = await rooms.create({ deviceId: host })
    assert.equal((await join(opened.roomId, 'Bia', { deviceId: 'bia' })).role, 'guest')
    const ada = await join(opened.roomId, 'Ada', { deviceId: host })
    assert.equal(ada.role, 'owner')
    await rooms.leave(ada)
    assert.equal((await join(opened.roomId, 'Ada', { deviceId: host })).role, 'owner')

    const unclaimed = await rooms.create()
    const firsts = await Promise.all(['a', 'b', 'c'].map((deviceId) => join(unclaimed.roomId, deviceId, { deviceId })))
    assert.equal(firsts.filter(({ role }) => role === 'owner').length, 1)
  })

  test('an owner is known by the account, on any device', async () => {
    const host = crypto.randomUUID()
    const { rooms, join, account } = under
    const ownerId = await account('Ada')
    const { roomId } = await rooms.create({ ownerId, deviceId: host, name: 'Weekly' })
    assert.equal((await join(roomId, 'Not Ada', { deviceId: host })).role, 'guest')
    assert.equal((await join(roomId, 'Ada', { accountId: ownerId, deviceId: 'elsewhere' })).role, 'owner')
    assert.deepEqual((({ name, tier, ownerId: owner }) => ({ name, tier, owner }))(await rooms.find(roomId)), { name: 'Weekly', tier: 'free', owner: ownerId })
  })

  test('a locked room lets hosts in and nobody else, until it is unlocked', async () => {
    const host = crypto.randomUUID()
    const { rooms, join, enter } = under
    const { roomId } = await rooms.create({ deviceId: host })
    const ada = await enter(roomId, 'Ada', { deviceId: host })
    assert.equal((await rooms.lock({ roomId, actor: as(ada), locked: true })).locked, true)
    await assert.rejects(join(roomId, 'Bia', { deviceId: 'bia' }), code('room-locked', /is locked/))
    await join(roomId, 'Ada again', { deviceId: host })
    await rooms.lock({ roomId, actor: as(ada), locked: false })
    await join(roomId, 'Bia', { deviceId: 'bia' })
  })

  test('cloned voices are heard where the room\'s plan has them, and refused elsewhere, on the way in and later', async () => {
    const { rooms, join, account, enter, db } = under
    const cloned = { preferences: { ...EN, hears: 'cloned' as const } }
    const free = await rooms.create()
    await assert.rejects(join(free.roomId, 'Ada', cloned), code('forbidden', /cloned voices.*free/))
    const ada = await enter(free.roomId, 'Ada', { preferences: { ...EN, hears: 'translated' } })
    await assert.rejects(rooms.updatePreferences({ ...ada, preferences: { hears: 'cloned' } }), code('forbidden'))
    assert.equal((await rooms.participant(ada)).preferences.hears, 'translated')

    const ownerId = await account('Bia', 'premium')
    const premium = await rooms.create({ ownerId, lobby: true })
    const bia = await enter(premium.roomId, 'Bia', { accountId: ownerId })
    assert.equal((await rooms.updatePreferences({ ...bia, preferences: { hears: 'cloned' } })).preferences.hears, 'cloned')
    const guest = await rooms.ask({ roomId: premium.roomId, name: 'Caio', ...cloned })
    await db.update(accounts).set({ tier: 'free' }).where(eq(accounts.accountId, ownerId))
    assert.equal((await rooms.admit({ ...guest, actor: as(bia) })).preferences.hears, 'translated', 'the plan ended while the guest waited')
  })

  test('a passcode is asked of guests, kept as argon2id, and can be taken away', async () => {
    const host = crypto.randomUUID()
    const { rooms, join, enter } = under
    const { roomId } = await rooms.create({ deviceId: host, passcode: 'sesame 9' })
    assert.equal((await rooms.find(roomId)).hasPasscode, true)
    const [row] = await under.db.select().from(roomsTable).where(eq(roomsTable.roomId, roomId))
    assert.match(row!.passcodeHash!, /^\$argon2id\$/)
    const ada = await enter(roomId, 'Ada', { deviceId: host })
    await assert.rejects(join(roomId, 'Bia'), code('passcode', /asks for a passcode/))
    await assert.rejects(join(roomId, 'Bia', { passcode: 'sesame 8' }), code('passcode', /is wrong/))
    await join(roomId, 'Bia', { passcode: ' sesame 9 ' })
    await rooms.setPasscode({ roomId, actor: as(ada), passcode: null })
    await join(roomId, 'Caio')
    await assert.rejects(rooms.setPasscode({ roomId, actor: as(ada), passcode: '123' }), code('invalid-input', /at least 4/))
  })

  test('a scheduled room opens ten minutes before its time; its owner comes when they like', async () => {
    const { rooms, join, account, clock } = under
    const ownerId = await account('Ada')
    const { roomId } = await rooms.create({ ownerId, scheduledAtMs: clock.now() + 3_600_000 })
    await assert.rejects(join(roomId, 'Bia'), code('room-early', /10 minutes before 2026-01-01T01:00:00/))
    await join(roomId, 'Ada', { accountId: ownerId })
    clock.advance(51 * 60_000)
    await join(roomId, 'Bia')
  })

  test('a closed room lets nobody in, the owner neither', async () => {
    const host = crypto.randomUUID()
    const { rooms, join, enter } = under
    const { roomId } = await rooms.create({ deviceId: host })
    const ada = await enter(roomId, 'Ada', { deviceId: host })
    const bia = await enter(roomId, 'Bia')
    const events = await under.watch(roomId)
    await assert.rejects(rooms.close({ roomId, actor: as(bia) }), code('forbidden', /you are a guest/))
    assert.ok((await rooms.close({ roomId, actor: as(ada) })).closedAtMs)
    assert.deepEqual(await rooms.participants(roomId), [])
    assert.equal(events[0]?.type, 'room-closed')
    await assert.rejects(rooms.participant(bia), code('not-found'))
    for (const deviceId of [host, 'new']) await assert.rejects(join(roomId, 'Late', { deviceId }), code('room-closed'))
    await assert.rejects(rooms.lock({ roomId, actor: { peerId: null, accountId: null }, locked: true }), code('forbidden'))
  })
})

describe('the lobby', () => {
  async function lobby() {
    const host = crypto.randomUUID()
    const { rooms, enter } = under
    const { roomId } = await rooms.create({ deviceId: host, lobby: true })
    const ada = await enter(roomId, 'Ada', { deviceId: host })
    return { roomId, ada, ask: (name: string, deviceId = name) => rooms.ask({ roomId, name, preferences: EN, deviceId }) }
  }

  test('guests wait until they are admitted, and come in as who they asked to be', async () => {
    const { rooms, join } = under
    const { roomId, ada, ask } = await lobby()
    const events = await under.watch(roomId)
    await assert.rejects(join(roomId, 'Bia'), code('room-lobby'))
    const bia = await ask('Bia')
    await ask('Caio')
    assert.deepEqual((await rooms.waiting(roomId)).map(({ name }) => name), ['Bia', 'Caio'])
    assert.equal(await rooms.waitingState(bia), 'waiting')
    await assert.rejects(rooms.participant(bia), code('not-found'))
    const admitted = await rooms.admit({ ...bia, actor: as(ada) })
    assert.deepEqual({ ...admitted, joinedAtMs: 0 }, { peerId: bia.peerId, roomId, name: 'Bia', preferences: EN, role: 'guest', accountId: null, deviceId: 'Bia', joinedAtMs: 0, present: false })
    assert.deepEqual(await rooms.participant(bia), admitted)
    assert.equal(await rooms.waitingState(bia), 'gone')
    assert.deepEqual(events.flatMap((event) => (event.type === 'waiting-changed' ? [event.waiting.map(({ name }) => name)] : [])), [['Bia'], ['Bia', 'Caio'], ['Caio']])
    await assert.rejects(rooms.admit({ ...bia, actor: as(ada) }), code('not-found', /not waiting any more/))
  })

  test('whoever is turned away learns it, and guests decide nothing', async () => {
    const { rooms } = under
    const { roomId, ada, ask } = await lobby()
    const bia = await ask('Bia')
    const caio = await ask('Caio')
    const guest = await rooms.admit({ ...caio, actor: as(ada) })
    await assert.rejects(rooms.admit({ ...bia, actor: as(guest) }), code('forbidden'))
    await assert.rejects(rooms.deny({ ...bia, actor: as(guest) }), code('forbidden'))
    await assert.rejects(rooms.admit({ ...bia, actor: as({ peerId: 'nobody' }) }), code('forbidden'))
    await rooms.deny({ ...bia, actor: as(ada) })
    assert.equal(await rooms.waitingState(bia), 'denied')
    assert.deepEqual(await rooms.waiting(roomId), [])
  })

  test('who goes away while waiting is not shown any more', async () => {
    const { rooms, pass } = under
    const { roomId, ask } = await lobby()
    const [bia, caio] = [await ask('Bia'), await ask('Caio')]
    await pass(40_000)
    assert.equal(await rooms.waitingState(caio), 'waiting')
    const events = await under.watch(roomId)
    await pass(30_000)
    assert.deepEqual((await rooms.waiting(roomId)).map(({ name }) => name), ['Caio'])
    assert.ok(events.some((event) => event.type === 'waiting-changed' && event.waiting.length === 1))
    assert.equal(await rooms.waitingState(bia), 'gone')
    assert.equal(await rooms.waitingState({ roomId, peerId: "' or 1=1" }), 'gone')
  })

  test('without a lobby nobody waits any more', async () => {
    const { rooms } = under
    const { roomId, ada, ask } = await lobby()
    const bia = await ask('Bia')
    await rooms.setLobby({ roomId, actor: as(ada), lobby: false })
    assert.equal(await rooms.waitingState(bia), 'gone')
    await under.join(roomId, 'Bia', { deviceId: 'Bia' })
  })

  test('asking again from the same device asks once', async () => {
    const { roomId, ask } = await lobby()
    await ask('Bia', 'phone')
    await ask('Bia Sá', 'phone')
    assert.deepEqual((await under.rooms.waiting(roomId)).map(({ name }) => name), ['Bia Sá'])
  })

  test('nobody is admitted beyond the room’s places', async () => {
    const { rooms, enter } = under
    const { roomId, ada, ask } = await lobby()
    await rooms.setLobby({ roomId, actor: as(ada), lobby: false })
    for (let i = 1; i < 6; i++) await enter(roomId, `P${i}`)
    await rooms.setLobby({ roomId, actor: as(ada), lobby: true })
    const bia = await ask('Bia')
    await assert.rejects(rooms.admit({ ...bia, actor: as(ada) }), code('room-full', /6 of 6/))
    assert.equal(await rooms.waitingState(bia), 'waiting')
  })
})

test('whoever is removed comes back neither with the device nor with the account', async () => {
  const host = crypto.randomUUID()
  const { rooms, join, enter, account } = under
  const { roomId } = await rooms.create({ deviceId: host })
  const ada = await enter(roomId, 'Ada', { deviceId: host })
  const accountId = await account('Bia')
  const bia = await enter(roomId, 'Bia', { deviceId: 'phone', accountId })
  const events = await under.watch(roomId)
  await rooms.remove({ ...bia, actor: as(ada) })
  assert.deepEqual(events.map(({ type }) => type), ['participant-removed', 'participant-left'])
  await assert.rejects(rooms.participant(bia), code('not-found'))
  await assert.rejects(rooms.connect(bia), code('not-found'))
  for (const who of [{ deviceId: 'phone' }, { accountId, deviceId: 'laptop' }]) {
    await assert.rejects(join(roomId, 'Bia', who), code('removed', /a host has removed you/))
    await assert.rejects(rooms.ask({ roomId, name: 'Bia', preferences: EN, ...who }), code('removed'))
  }
  // A change of theirs that was under way does not bring them back.
  await under.presence.put(bia)
  await assert.rejects(rooms.participant(bia), code('not-found'))
  await assert.rejects(rooms.connect(bia), code('not-found'))
  assert.equal((await under.db.select().from(roomBans)).length, 2)
  await join(roomId, 'Caio', { deviceId: 'other' })
})
