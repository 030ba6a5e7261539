import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, before, test } from 'node:test'
import type { Participant } from '../domain/room.ts'
import { createFakeClock } from '../infra/fake_clock.ts'
import { TestClient } from './testing/client.ts'
import type { TestSfu } from './testing/start_sfu.ts'
import { startSfu } from './testing/start_sfu.ts'

const clock = createFakeClock()
let sfu: TestSfu

const heard = new EventEmitter()

before(async () => {
  const listener = {
    entered: ({ peerId }: Participant) => void heard.emit(`${peerId} entered`),
    left: ({ peerId }: Participant) => void heard.emit(`${peerId} left`),
  }
  sfu = await startSfu({ clock, listener })
})
after(() => sfu.close())

test('who may not connect is told before the upgrade', async () => {
  await assert.rejects(TestClient.connect(sfu, { peerId: 'ada', origin: 'https://elsewhere.example' }), /403/)
  await assert.rejects(TestClient.connect(sfu, { peerId: 'ada', origin: null }), /403/)
  await assert.rejects(TestClient.connect(sfu, { peerId: 'ada', origin: 'null' }), /403/)
  await assert.rejects(TestClient.connect(sfu, {}), /401/)
  await assert.rejects(TestClient.connect(sfu, { peerId: 'ada', query: '&room=other' }), /403/)
  await assert.rejects(TestClient.connect(sfu, { peerId: 'ada', protocol: 'chat' }), /400/)
  assert.equal(sfu.rooms.size, 0)
})

test('the refusal is problem+json', async () => {
  const response = await fetch(`${sfu.origin}/rooms/room/signal?peer=ada`)
  assert.equal(response.status, 403)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal((await response.json() as { code: string }).code, 'forbidden')
})

test('a socket that answers no ping is cut, and its room with it', async () => {
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'pings', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'pings', peerId: 'ben' }),
  ]
  ada.freeze()
  const answered = once(ben.socket, 'ping')
  clock.advance(15_000)
  await answered
  // The pong travels before the request that follows it.
  await ben.ask('capabilities', {})
  clock.advance(15_000)
  assert.deepEqual(await ben.next('peerLeft'), { peerId: 'ada' })
  await ben.ask('capabilities', {})
  await ben.close()
})

test('who leaves, or closes the socket with 1000, has left; who vanishes has left after the grace', async () => {
  const roomId = 'comings'
  for (
    const [peerId, go] of [
      ['says', (client: TestClient) => client.ask('leave', {})],
      ['closes', (client: TestClient) => client.close(1000)],
    ] as const
  ) {
    const [entered, left] = [once(heard, `${peerId} entered`), once(heard, `${peerId} left`)]
    const client = await TestClient.connect(sfu, { roomId, peerId })
    await entered
    await go(client)
    await left
  }
  const watcher = await TestClient.join(sfu, { roomId, peerId: 'watcher' })
  const vanishing = await TestClient.join(sfu, { roomId, peerId: 'vanishes' })
  const left = once(heard, 'vanishes left')
  vanishing.socket.terminate()
  assert.deepEqual(await watcher.next('peerLeft'), { peerId: 'vanishes' })
  clock.advance(3_000)
  await left
  await watcher.close()
})
