import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import { EN, openTestRooms, PT } from './testing.ts'
import type { TestRooms } from './testing.ts'

let under: TestRooms
before(async () => void (under = await openTestRooms()))
after(() => under.close())

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected

test('a room has an unguessable code', async () => {
  const codes = new Set(await Promise.all(Array.from({ length: 200 }, async () => (await under.rooms.create()).roomId)))
  assert.equal(codes.size, 200)
  for (const each of codes) assert.ok(roomCodeSchema.safeParse(each).success, each)
})

test('people are readers only while they are present, each language once', async () => {
  const { rooms } = under
  const { roomId } = await rooms.create()
  const events = await under.watch(roomId)
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
  const { rooms, join } = under
  const { roomId, peopleMax } = await rooms.create()
  const people = await Promise.all(Array.from({ length: peopleMax! }, (_, i) => join(roomId, `P${i}`)))
  await assert.rejects(join(roomId, 'Late'), (error: DomainError) =>
    error.code === 'room-full' && error.message.includes(`${peopleMax} of ${peopleMax}`))
  await rooms.leave({ roomId, peerId: people[0]!.peerId })
  await join(roomId, 'Late')
})

test('someone who joined and never connected does not hold a place for ever', async () => {
  const { rooms, join, clock } = under
  const { roomId, peopleMax } = await rooms.create()
  for (let i = 0; i < peopleMax!; i++) await join(roomId, `P${i}`)
  clock.advance(31_000)
  await join(roomId, 'Late')
})

test('unknown rooms and people are not found, whatever their code looks like', async () => {
  const { rooms } = under
  const { roomId } = await rooms.create()
  await assert.rejects(rooms.find('aaaa-bbbb-cccc'), code('not-found'))
  await assert.rejects(rooms.find("' or 1=1 --"), code('not-found'))
  await assert.rejects(rooms.participants('aaaa-bbbb-cccc'), code('not-found'))
  await assert.rejects(rooms.participant({ roomId, peerId: 'nobody' }), code('not-found'))
  await assert.rejects(rooms.leave({ roomId, peerId: 'nobody' }), code('not-found'))
})

test('over HTTP: joins, and answers bad input as a problem that names the field', async () => {
  const { app } = under
  const { roomId } = await under.rooms.create()
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
