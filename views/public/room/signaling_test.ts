import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Signaling, SignalingRefusal, type Socket } from './signaling.ts'

/** A socket in the hands of the test. */
class TestSocket extends EventTarget {
  readonly sent: { id: number; verb: string; data: unknown }[] = []
  readyState: number = WEBSOCKET_OPEN
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close(code: number) {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
  says(message: unknown) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }))
  }
}

const WEBSOCKET_OPEN = 1
// Node 20 has no WebSocket; only its constant is needed here.
Object.assign(globalThis, { WebSocket: { OPEN: WEBSOCKET_OPEN } })

function open() {
  const socket = new TestSocket()
  return { socket, signaling: new Signaling(socket as unknown as Socket) }
}

test('answers find their requests, in any order', async () => {
  const { socket, signaling } = open()
  const first = signaling.request('pauseProducer', { producerId: 'a' })
  const second = signaling.request('capabilities', {})
  assert.deepEqual(socket.sent, [{ id: 0, verb: 'pauseProducer', data: { producerId: 'a' } }, {
    id: 1,
    verb: 'capabilities',
    data: {},
  }])
  socket.says({ id: 1, ok: true, data: { rtpCapabilities: { codecs: [] } } })
  socket.says({ id: 0, ok: true, data: {} })
  assert.deepEqual(await second, { rtpCapabilities: { codecs: [] } })
  assert.deepEqual(await first, {})
})

test('a refusal keeps its code and its words', async () => {
  const { socket, signaling } = open()
  const asked = signaling.request('resumeConsumer', { consumerId: 'x' })
  socket.says({
    id: 0,
    ok: false,
    error: { code: 'not-found', message: 'Cannot resume "x": no such consumer', retryable: false },
  })
  await assert.rejects(
    asked,
    (error) =>
      error instanceof SignalingRefusal && error.code === 'not-found' && /no such consumer/.test(error.message),
  )
})

test('no answer in time is a timeout, and a late one harms nothing', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { socket, signaling } = open()
  const asked = signaling.request('capabilities', {})
  mock.timers.tick(10_000)
  await assert.rejects(asked, { code: 'timeout' })
  socket.says({ id: 0, ok: true, data: {} })
  mock.timers.reset()
})

test('the end of the connection ends what is waiting, with its code, and refuses what comes after', async () => {
  const { socket, signaling } = open()
  const asked = signaling.request('capabilities', {})
  socket.close(4001)
  await assert.rejects(asked, { code: 'unavailable' })
  assert.equal(await signaling.closed, 4001)
  await assert.rejects(signaling.request('leave', {}), { code: 'unavailable' })
})

test('a connection that never opens rejects `opened`', async () => {
  const { socket, signaling } = open()
  socket.close(1006)
  await assert.rejects(signaling.opened, /1006/)
})

test('notifications reach their listener; unknown ones and answers to nothing are let go', () => {
  const { socket, signaling } = open()
  const heard: string[][] = []
  signaling.on('activeSpeakers', ({ peerIds }) => heard.push(peerIds))
  socket.says({ notification: 'activeSpeakers', data: { peerIds: ['a'] } })
  socket.says({ notification: 'somethingNew', data: {} })
  socket.says({ id: 77, ok: true, data: {} })
  assert.deepEqual(heard, [['a']])
})
