import assert from 'node:assert/strict'
import { on, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { serve } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import { WebSocket, WebSocketServer } from 'ws'
import { DomainError } from '../domain/errors.ts'
import type { Participant } from '../domain/room.ts'
import { systemClock } from '../infra/clock.ts'
import { silentLog } from '../infra/log.ts'
import { createForwardSignaling } from './forward_signaling.ts'

const closing: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of closing) await close()
})

/** A media node of another process: keeps how it was asked, says what it hears, and closes when told. */
async function startNode() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const asked: { url: string; cookie: string; origin: string; forwarded: string }[] = []
  const ended: number[] = []
  server.on('connection', (socket, { url = '', headers }) => {
    asked.push({ url, cookie: headers.cookie ?? '', origin: headers.origin ?? '', forwarded: String(headers['x-parley-forwarded']) })
    socket.on('message', (data) => (data.toString() === 'end' ? socket.close(4005, 'You were removed') : socket.send(`heard ${data.toString()}`)))
    socket.on('close', (code) => ended.push(code))
  })
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return { server, asked, ended, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** An edge whose rooms are all on that node; ada is a member. */
async function startEdge(nodeUrl: string) {
  const taken: string[] = []
  const outer = new Hono()
  const { upgradeWebSocket, injectWebSocket, wss } = createNodeWebSocket({ app: outer })
  outer.route('/', createForwardSignaling({
    places: () => ({
      find: async () => ({ nodeId: 'there', url: nodeUrl, workers: 1, consumers: 0, capacity: 400 }),
      take: async (roomId) => void taken.push(roomId),
    }),
    identify: async (c) => (c.req.header('cookie') === 'me=ada' ? ({ peerId: 'ada' } as Participant) : null),
    upgradeWebSocket, messageMaxBytes: 1_000, clock: systemClock, log: silentLog,
  }))
  outer.get('/rooms/:code/signal', (c) => c.text('here', 403))
  const server = serve({ fetch: outer.fetch, port: 0, hostname: '127.0.0.1' })
  injectWebSocket(server)
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of wss.clients) socket.terminate()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const connect = (headers: Record<string, string> = {}) =>
    new WebSocket(`ws://${host}/rooms/abcd-efgh-jkmn/signal`, { headers: { cookie: 'me=ada', origin: `http://${host}`, ...headers } })
  return { connect, taken }
}

test('messages go both ways, with the visitor’s cookies and the node’s own origin', async () => {
  const node = await startNode()
  const { connect } = await startEdge(node.url)
  const socket = connect()
  const messages = on(socket, 'message')
  await once(socket, 'open')
  // At once, before the node can have answered.
  socket.send('one')
  socket.send('two')
  const heard: string[] = []
  for await (const [data] of messages as AsyncIterable<[Buffer]>) if (heard.push(data.toString()) === 2) break
  assert.deepEqual(heard, ['heard one', 'heard two'])
  assert.deepEqual(node.asked, [{ url: '/rooms/abcd-efgh-jkmn/signal', cookie: 'me=ada', origin: node.url, forwarded: '1' }])
  socket.send('end')
  const [code, reason] = await once(socket, 'close') as [number, Buffer]
  assert.deepEqual([code, reason.toString()], [4005, 'You were removed'])
})

test('how the page ended reaches the node; a node that is gone is worth another try', async () => {
  const node = await startNode()
  const { connect } = await startEdge(node.url)
  for (const end of [(socket: WebSocket) => socket.close(1000), (socket: WebSocket) => socket.terminate()]) {
    const socket = connect()
    await once(socket, 'open')
    socket.send('hello')
    await once(socket, 'message')
    const there = [...node.server.clients][0]!
    const gone = once(there, 'close')
    end(socket)
    await gone
  }
  assert.deepEqual(node.ended, [1000, 1006])

  const dead = await startEdge('http://127.0.0.1:1')
  const socket = dead.connect()
  const [code] = await once(socket, 'close') as [number]
  assert.equal(code, 1013)
})

test('strangers, other origins and what another process sent are this process’s to answer', async () => {
  const node = await startNode()
  const { connect, taken } = await startEdge(node.url)
  const others: Record<string, string>[] = [{ cookie: 'me=eve' }, { origin: 'https://elsewhere.example' }, { 'x-parley-forwarded': '1' }]
  for (const headers of others) {
    const [error] = await once(connect(headers), 'error') as [Error]
    assert.match(error.message, /403/)
  }
  assert.deepEqual(node.asked, [])
  assert.deepEqual(taken, ['abcd-efgh-jkmn'])
})

test('while the room’s node is gone that is said, as a problem', async () => {
  const app = createForwardSignaling({
    places: () => ({ find: async () => Promise.reject(new DomainError('unavailable', 'Cannot connect to room "r": its media node is gone')), take: async () => {} }),
    identify: async () => ({ peerId: 'ada' } as Participant),
    upgradeWebSocket: createNodeWebSocket({ app: new Hono() }).upgradeWebSocket, messageMaxBytes: 1_000, clock: systemClock, log: silentLog,
  })
  const answer = await app.request('/rooms/abcd-efgh-jkmn/signal', { headers: { upgrade: 'websocket' } })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [503, 'application/problem+json'])
})
