import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { ErrorCode } from '../../domain/errors.ts'
import { CLOSE_TOO_MANY_MESSAGES, SIGNALING_MESSAGE_MAX } from '../../domain/signaling.ts'
import { systemClock } from '../../infra/clock.ts'
import { silentLog } from '../../infra/log.ts'
import { SOCKET_MESSAGE_MAX } from '../app.ts'
import { createPresence } from '../presence.ts'
import { aroundEachTest } from '../testing/bystander.ts'
import { TestClient } from '../testing/client.ts'
import { camera } from '../testing/rtp.ts'
import { participantOf } from '../testing/start_sfu.ts'
import type { SignalingSocket } from './connection.ts'
import { openConnection } from './connection.ts'

const meeting = aroundEachTest()

test('messages that cannot be read are answered without an id, and the connection goes on', async () => {
  const { eve } = meeting
  const cases: [string | Uint8Array, ErrorCode][] = [
    ['{"id":1,', 'invalid-input'],
    ['', 'invalid-input'],
    ['null', 'invalid-input'],
    ['[]', 'invalid-input'],
    ['"verb"', 'invalid-input'],
    ['{}', 'invalid-input'],
    ['{"id":-1,"verb":"join"}', 'invalid-input'],
    ['{"id":1.5,"verb":"join"}', 'invalid-input'],
    ['['.repeat(30_000), 'invalid-input'],
    [new TextEncoder().encode('{"id":1,"verb":"capabilities","data":{}}'), 'invalid-input'],
    [new Uint8Array(SIGNALING_MESSAGE_MAX * 2), 'invalid-input'],
    [JSON.stringify({ id: 1, verb: 'capabilities', data: 'x'.repeat(SIGNALING_MESSAGE_MAX) }), 'too-large'],
    [JSON.stringify({ id: 1, verb: 'capabilities', data: 'é'.repeat(SIGNALING_MESSAGE_MAX / 2) }), 'too-large'],
  ]
  for (const [message, code] of cases) {
    eve.raw(message)
    const answer = await eve.answer(null)
    assert.equal(!answer.ok && answer.error.code, code, String(message).slice(0, 60))
  }
  await eve.ask('capabilities', {})
})

test('a message with an id keeps it in its refusal', async () => {
  const { eve } = meeting
  eve.raw(JSON.stringify({ id: 900, verb: 7, data: {} }))
  const answer = await eve.answer(900)
  assert.equal(!answer.ok && answer.error.code, 'invalid-input')
})

test('a message over what the socket takes ends that socket alone', async () => {
  const { ada, eve } = meeting
  eve.raw('x'.repeat(SOCKET_MESSAGE_MAX + 1))
  assert.equal(await eve.closed, 1009)
  assert.deepEqual(await ada.next('peerLeft'), { peerId: 'eve' })
})

test('verbs that are not in the table', async () => {
  const { eve } = meeting
  for (const verb of ['dance', '', 'constructor', '__proto__', 'toString', 'Join']) {
    assert.equal((await eve.refused(verb, {})).code, 'not-found', verb)
  }
  assert.equal((await eve.refused('x'.repeat(41), {})).code, 'invalid-input')
})

test('answers come in the order of the requests', async () => {
  const { sfu, roomId } = meeting
  const late = await TestClient.connect(sfu, { roomId, peerId: 'late' })
  const { rtpCapabilities } = await late.ask('capabilities', {})
  late.request('join', { rtpCapabilities })
  late.request('createTransport', { direction: 'receive' })
  late.raw('not json')
  late.request('createTransport', { direction: 'send' })
  const last = late.request('dance', {})
  await late.answer(last)
  const order = late.unread.map((message) => ('ok' in message ? message.id : message.notification))
  assert.deepEqual(order, [2, 3, 'newConsumer', null, 4])
  await late.ask('leave', {})
})

test('requests after `leave` are not run', async () => {
  const { sfu, roomId } = meeting
  const brief = await TestClient.join(sfu, { roomId, peerId: 'brief' })
  const left = brief.request('leave', {})
  brief.request('produce', camera(brief.send))
  assert.equal((await brief.answer(left)).ok, true)
  assert.equal(await brief.closed, 1000)
  assert.deepEqual(brief.unread.filter((message) => 'ok' in message), [])
})

test('a flood is told so and cut off', async () => {
  const { eve } = meeting
  for (let sent = 0; sent < 1_000; sent++) eve.raw('{"id":1}')
  assert.equal(await eve.closed, CLOSE_TOO_MANY_MESSAGES)
  const refusals = eve.unread.map((message) => 'ok' in message && !message.ok && message.error.code)
  assert.equal(refusals.at(-1), 'too-many-requests')
})

/** A connection without a network, whose socket has that many bytes waiting. `closed` settles with its close code. */
function connectDirectly(unread: number) {
  const { sfu, roomId } = meeting
  let close = (_code: number) => {}
  const closed = new Promise<number>((resolve) => (close = resolve))
  const socket: SignalingSocket = { send() {}, close, unread }
  const presence = createPresence({ listener: { entered() {}, left() {} }, clock: systemClock, log: silentLog })
  const connection = openConnection({
    participant: participantOf(`${roomId}-direct`, 'mia'),
    socket,
    rooms: sfu.rooms,
    presence,
    clock: systemClock,
    log: silentLog,
  })
  return { connection, closed, presence }
}

test('a socket that ends while its room is being opened leaves no room behind', async () => {
  const { sfu, roomId } = meeting
  const { connection, presence } = connectDirectly(0)
  connection.ended(1006)
  const room = await sfu.rooms.find(`${roomId}-direct`)
  if (room && !room.router.closed) await once(room.router.observer, 'close')
  assert.equal(await sfu.rooms.find(`${roomId}-direct`), null)
  await presence.close()
})

test('a client that does not read is let go', async () => {
  const { connection, closed, presence } = connectDirectly(2 ** 21)
  connection.receive('{}')
  assert.equal(await closed, 1008)
  await presence.close()
})
