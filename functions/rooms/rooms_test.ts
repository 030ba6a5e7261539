import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import type { Preferences } from '../../domain/room.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { silentLog } from '../../infra/log.ts'
import { createMesh } from '../mesh/mesh.ts'
import { createRoomsApp } from './app.ts'
import { createRooms } from './create_rooms.ts'
import { createMemoryRoomStore } from './memory_store.ts'
import { meshRooms } from './mesh_rooms.ts'

const PT: Preferences = { speaks: null, reads: 'pt', hears: 'original' }
const EN: Preferences = { speaks: 'en', reads: 'en', hears: 'original' }

async function setUp() {
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  let nowMs = 1_000
  const app = createRoomsApp({ rooms: createRooms({ store: createMemoryRoomStore(), bus, now: () => nowMs }), log: silentLog })
  // Asked as everyone asks: with the mesh's client.
  const rooms = meshRooms(createMesh({ apps: { rooms: app } }))
  const room = await rooms.create()
  const events: RoomEvent[] = []
  await bus.subscribe(roomTopic(room.roomId), (event) => void events.push(event))
  return { rooms, room, events, app, wait: (ms: number) => (nowMs += ms) }
}

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected

test('a room has an unguessable code', async () => {
  const { rooms } = await setUp()
  const codes = new Set(await Promise.all(Array.from({ length: 200 }, async () => (await rooms.create()).roomId)))
  assert.equal(codes.size, 200)
  for (const each of codes) assert.ok(roomCodeSchema.safeParse(each).success, each)
})

test('people are readers only while they are present, each language once', async () => {
  const { rooms, room: { roomId }, events } = await setUp()
  const [ada, bia, caio] = await Promise.all([
    rooms.join({ roomId, name: 'Ada', preferences: EN }),
    rooms.join({ roomId, name: 'Bia', preferences: PT }),
    rooms.join({ roomId, name: 'Caio', preferences: PT }),
  ])
  assert.deepEqual(await rooms.readers(roomId), [])
  for (const { peerId } of [ada, bia, caio]) await rooms.setPresence({ roomId, peerId, present: true })
  assert.deepEqual((await rooms.readers(roomId)).sort(), ['en', 'pt'])
  await rooms.updatePreferences({ roomId, peerId: ada.peerId, preferences: { reads: 'fr' } })
  assert.deepEqual((await rooms.readers(roomId)).sort(), ['fr', 'pt'])
  await rooms.setPresence({ roomId, peerId: ada.peerId, present: false })
  assert.deepEqual(await rooms.readers(roomId), ['pt'])
  assert.deepEqual(events.map(({ type }) => type), [
    'participant-joined', 'participant-joined', 'participant-joined', 'participant-changed', 'participant-left',
  ])
})

test('a full room refuses with the numbers, and a place is free again after someone leaves', async () => {
  const { rooms, room: { roomId, peopleMax } } = await setUp()
  const people = await Promise.all(Array.from({ length: peopleMax! }, (_, i) => rooms.join({ roomId, name: `P${i}`, preferences: EN })))
  await assert.rejects(rooms.join({ roomId, name: 'Late', preferences: EN }), (error: DomainError) =>
    error.code === 'room-full' && error.message.includes(`${peopleMax} of ${peopleMax}`))
  await rooms.leave({ roomId, peerId: people[0]!.peerId })
  await rooms.join({ roomId, name: 'Late', preferences: EN })
})

test('someone who joined and never connected does not hold a place for ever', async () => {
  const { rooms, room: { roomId, peopleMax }, wait } = await setUp()
  for (let i = 0; i < peopleMax!; i++) await rooms.join({ roomId, name: `P${i}`, preferences: EN })
  wait(31_000)
  await rooms.join({ roomId, name: 'Late', preferences: EN })
})

test('unknown rooms and people are not found, whatever their code looks like', async () => {
  const { rooms, room: { roomId } } = await setUp()
  await assert.rejects(rooms.find('aaaa-bbbb-cccc'), code('not-found'))
  await assert.rejects(rooms.find("' or 1=1 --"), code('not-found'))
  await assert.rejects(rooms.participant({ roomId, peerId: 'nobody' }), code('not-found'))
  await assert.rejects(rooms.leave({ roomId, peerId: 'nobody' }), code('not-found'))
})

test('a forgotten room is the oldest in which nobody is present', async () => {
  const store = createMemoryRoomStore({ roomsMax: 2 })
  const rooms = createRooms({ store, bus: createMemoryBus<RoomEvent>({ log: silentLog }) })
  const busy = await rooms.create()
  const { peerId } = await rooms.join({ roomId: busy.roomId, name: 'Ada', preferences: EN })
  await rooms.setPresence({ roomId: busy.roomId, peerId, present: true })
  const empty = await rooms.create()
  await rooms.create()
  assert.equal((await rooms.find(busy.roomId)).roomId, busy.roomId)
  await assert.rejects(rooms.find(empty.roomId), code('not-found'))
})

test('over HTTP: joins, and answers bad input as a problem that names the field', async () => {
  const { app, room: { roomId } } = await setUp()
  const post = (body: unknown) => app.request(`/rooms/${roomId}/participants`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  })
  const joined = await post({ name: '  <b>Ada</b>\n', preferences: EN })
  assert.equal(joined.status, 201)
  assert.equal((await joined.json() as { name: string }).name, '<b>Ada</b>')
  for (const body of [{ name: ' ', preferences: EN }, { name: 'x'.repeat(61), preferences: EN }, { name: 'Ada', preferences: { ...EN, reads: 'xx' } }]) {
    const refused = await post(body)
    assert.equal(refused.status, 400)
    assert.equal(refused.headers.get('content-type'), 'application/problem+json')
    assert.match((await refused.json() as { detail: string }).detail, /name|reads/)
  }
  assert.equal((await app.request('/rooms/aaaa-bbbb-cccc')).status, 404)
})
