import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { accounts, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { as, openTestRooms } from './testing.ts'
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

async function meeting() {
  const { rooms, enter } = under
  const device = crypto.randomUUID()
  const { roomId } = await rooms.create({ deviceId: device })
  const ada = await enter(roomId, 'Ada', { deviceId: device })
  const [bia, caio] = [await enter(roomId, 'Bia', { deviceId: 'bia' }), await enter(roomId, 'Caio', { deviceId: 'caio' })]
  return { roomId, ada, bia, caio, roleOf: async ({ peerId }: { peerId: string }) => (await rooms.participant({ roomId, peerId })).role }
}

test('hosts mute people and stop their screens; guests do nothing of the kind', async () => {
  const { rooms } = under
  const { roomId, ada, bia, caio } = await meeting()
  const events = await under.watch(roomId)
  await rooms.mute({ ...bia, actor: as(ada) })
  await rooms.stopShare({ ...bia, actor: as(ada) })
  assert.deepEqual(events, [{ type: 'participant-muted', peerId: bia.peerId }, { type: 'share-stopped', peerId: bia.peerId }])
  for (const act of [rooms.mute, rooms.stopShare, rooms.remove, rooms.handOver] as const) {
    await assert.rejects(act({ roomId, peerId: bia.peerId, actor: as(caio) }), code('forbidden', /you are a guest there/))
    await assert.rejects(act({ roomId, peerId: bia.peerId, actor: { peerId: 'nobody', accountId: crypto.randomUUID() } }), code('forbidden'))
  }
  await assert.rejects(rooms.mute({ roomId, peerId: 'nobody', actor: as(ada) }), code('not-found'))
  for (const act of [rooms.rename({ roomId, actor: as(caio), name: 'Mine' }), rooms.lock({ roomId, actor: as(caio), locked: true }), rooms.setLobby({ roomId, actor: as(caio), lobby: true })]) {
    await assert.rejects(act, code('forbidden'))
  }
})

test('a member of one room is nobody in another', async () => {
  const { rooms } = under
  const [one, other] = [await meeting(), await meeting()]
  await assert.rejects(rooms.mute({ ...other.bia, actor: as(one.ada) }), code('forbidden'))
  await assert.rejects(rooms.mute({ roomId: one.roomId, peerId: other.bia.peerId, actor: as(one.ada) }), code('not-found'))
})

test('a co-host stands between the owner and the guests', async () => {
  const { rooms } = under
  const { roomId, ada, bia, caio, roleOf } = await meeting()
  const events = await under.watch(roomId)
  await rooms.setCoHost({ ...bia, actor: as(ada), coHost: true })
  assert.equal(await roleOf(bia), 'cohost')
  assert.ok(events.some((event) => event.type === 'participant-changed' && event.participant.role === 'cohost'))
  await rooms.mute({ ...caio, actor: as(bia) })
  await rooms.lock({ roomId, actor: as(bia), locked: true })
  await assert.rejects(rooms.mute({ ...ada, actor: as(bia) }), code('forbidden', /they are the owner, you are a co-host/))
  await assert.rejects(rooms.setCoHost({ ...caio, actor: as(bia), coHost: true }), code('forbidden'))
  await assert.rejects(rooms.close({ roomId, actor: as(bia) }), code('forbidden'))
  await rooms.setCoHost({ ...bia, actor: as(ada), coHost: false })
  await assert.rejects(rooms.mute({ ...caio, actor: as(bia) }), code('forbidden'))
  await assert.rejects(rooms.setCoHost({ ...ada, actor: as(ada), coHost: true }), code('conflict'))
})

test('an account that is made co-host is one when it comes back', async () => {
  const { rooms, enter, join, account } = under
  const [ownerId, accountId] = [await account('Ada'), await account('Bia')]
  const { roomId } = await rooms.create({ ownerId })
  const ada = await enter(roomId, 'Ada', { accountId: ownerId })
  const bia = await enter(roomId, 'Bia', { accountId })
  await rooms.setCoHost({ ...bia, actor: as(ada), coHost: true })
  await rooms.leave(bia)
  assert.equal((await join(roomId, 'Bia', { accountId })).role, 'cohost')
})

test('a room of guests is handed over to another guest, who is its host from then on', async () => {
  const { rooms, join } = under
  const { roomId, ada, bia, caio, roleOf } = await meeting()
  await rooms.handOver({ ...bia, actor: as(ada) })
  assert.deepEqual([await roleOf(ada), await roleOf(bia)], ['cohost', 'owner'])
  await assert.rejects(rooms.handOver({ ...caio, actor: as(ada) }), code('forbidden', /you are a co-host/))
  assert.equal((await join(roomId, 'Ada', { deviceId: ada.deviceId })).role, 'guest')
  assert.equal((await join(roomId, 'Bia', { deviceId: 'bia' })).role, 'owner')
})

test('an owned room is handed over to accounts only, and the new owner’s tier rules it', async () => {
  const { rooms, enter, account } = under
  const [ownerId, accountId] = [await account('Ada'), await account('Bia', 'pro')]
  const { roomId } = await rooms.create({ ownerId })
  const ada = await enter(roomId, 'Ada', { accountId: ownerId })
  const guest = await enter(roomId, 'Guest', { deviceId: 'guest' })
  const bia = await enter(roomId, 'Bia', { accountId })
  await assert.rejects(rooms.handOver({ ...guest, actor: as(ada) }), code('conflict', /they have no account/))
  const events = await under.watch(roomId)
  await rooms.handOver({ ...bia, actor: as(ada) })
  const { tier, peopleMax, ownerId: owner } = await rooms.find(roomId)
  assert.deepEqual({ tier, peopleMax, owner }, { tier: 'pro', peopleMax: 20, owner: accountId })
  assert.ok(events.some((event) => event.type === 'room-changed' && event.room.ownerId === accountId))
  // The former owner is a co-host by account too.
  await rooms.rename({ roomId, actor: { peerId: null, accountId: ownerId }, name: 'Still hosting' })
  await assert.rejects(rooms.close({ roomId, actor: { peerId: null, accountId: ownerId } }), code('forbidden'))
})

test('the owner renames, schedules and closes from outside of the meeting; the room is told', async () => {
  const { rooms, account, clock } = under
  const accountId = await account('Ada')
  const actor = { peerId: null, accountId }
  const { roomId } = await rooms.create({ ownerId: accountId })
  const events = await under.watch(roomId)
  await rooms.rename({ roomId, actor, name: ' Weekly  <b>sync</b> ' })
  const scheduledAtMs = clock.now() + 86_400_000
  const room = await rooms.schedule({ roomId, actor, scheduledAtMs })
  assert.deepEqual([room.name, room.scheduledAtMs], ['Weekly <b>sync</b>', scheduledAtMs])
  assert.deepEqual(events.map(({ type }) => type), ['room-changed', 'room-changed'])
  await rooms.close({ roomId, actor })
  await assert.rejects(rooms.rename({ roomId, actor, name: 'Late' }), code('room-closed'))
  await assert.rejects(rooms.rename({ roomId: 'aaaa-bbbb-cccc', actor, name: 'None' }), code('not-found'))
})

test('a list holds one’s own rooms and those one hosts, those to come apart, and nobody else’s', async () => {
  const { rooms, account, enter, clock } = under
  const [accountId, stranger] = [await account('Ada'), await account('Eve')]
  const first = await rooms.create({ ownerId: accountId, name: 'First' })
  clock.advance(1_000)
  const second = await rooms.create({ ownerId: accountId, name: 'Second' })
  const later = await rooms.create({ ownerId: accountId, name: 'Later', scheduledAtMs: clock.now() + 7_200_000 })
  const sooner = await rooms.create({ ownerId: accountId, name: 'Sooner', scheduledAtMs: clock.now() + 3_600_000 })
  const gone = await rooms.create({ ownerId: accountId, name: 'Gone' })
  await rooms.close({ roomId: gone.roomId, actor: { peerId: null, accountId } })
  const hers = await rooms.create({ ownerId: stranger, name: 'Hers' })
  await enter(second.roomId, 'Someone')
  const list = await rooms.list({ accountId })
  assert.deepEqual(list.rooms.map(({ room, present, mine }) => [room.name, present, mine]), [['Second', 1, true], ['First', 0, true]])
  assert.deepEqual(list.upcoming.map(({ room }) => room.roomId), [sooner.roomId, later.roomId])
  const eve = await enter(hers.roomId, 'Eve', { accountId: stranger })
  const ada = await enter(hers.roomId, 'Ada', { accountId })
  await rooms.setCoHost({ ...ada, actor: as(eve), coHost: true })
  assert.ok((await rooms.list({ accountId })).rooms.some(({ room, mine }) => room.roomId === hers.roomId && mine))
  assert.ok(first)
})

test('nothing is given to an account that was deleted while its owner is in the meeting', async () => {
  const { rooms, account, enter, db } = under
  const [accountId, gone] = [await account('Ada'), await account('Eve')]
  const { roomId } = await rooms.create({ ownerId: accountId })
  const [ada, eve] = [await enter(roomId, 'Ada', { accountId }), await enter(roomId, 'Eve', { accountId: gone })]
  await db.delete(accounts).where(eq(accounts.accountId, gone))
  await assert.rejects(rooms.setCoHost({ ...eve, actor: as(ada), coHost: true }), code('conflict'))
  await assert.rejects(rooms.handOver({ ...eve, actor: as(ada) }), code('conflict'))
  await rooms.remove({ ...eve, actor: as(ada) })
})

test('a room that is handed over to someone outside of its team is shared with it no longer', async () => {
  const { rooms, account, enter, db } = under
  const [accountId, inside, outside] = [await account('Ada'), await account('Bia'), await account('Eve')]
  const teamId = crypto.randomUUID()
  await db.insert(teams).values({ teamId, name: 'Team', createdAt: new Date() })
  for (const each of [accountId, inside]) await db.insert(teamMembers).values({ teamId, accountId: each, role: 'member', joinedAt: new Date() })
  for (const [to, shared] of [[inside, teamId], [outside, null]] as const) {
    const { roomId } = await rooms.create({ ownerId: accountId, teamId })
    const [ada, next] = [await enter(roomId, 'Ada', { accountId }), await enter(roomId, 'Next', { accountId: to })]
    await rooms.handOver({ ...next, actor: as(ada) })
    const room = await rooms.find(roomId)
    assert.deepEqual([room.ownerId, room.teamId], [to, shared])
    await rooms.close({ roomId, actor: { peerId: null, accountId: to } })
  }
})
