import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import { guardUpgrades } from './guard_upgrades.ts'
import { silentLog } from './log.ts'

const server = createServer()
const app = new Hono()
const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app })
app.get('/socket', upgradeWebSocket(() => ({})))

before(async () => {
  guardUpgrades(server, silentLog)
  injectWebSocket(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(() => {
  server.closeAllConnections()
  server.close()
})

async function statusLine(target: string, { key = 'dGhlIHNhbXBsZSBub25jZQ==', more = '' } = {}): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: ${key}\r\n${more}\r\n`,
  )
  const [answer] = await once(socket, 'data') as [Buffer]
  socket.destroy()
  return String(answer).split('\r\n')[0] ?? ''
}

test('a target that is no address is answered, and the next upgrade works', async () => {
  assert.equal(await statusLine('//'), 'HTTP/1.1 404 Not Found')
  assert.equal(await statusLine('http://[::bad/'), 'HTTP/1.1 404 Not Found')
  assert.equal(await statusLine('/socket'), 'HTTP/1.1 101 Switching Protocols')
})

test('a handshake that would be refused later is none for the routes', async () => {
  assert.equal(await statusLine('/socket', { key: 'short' }), 'HTTP/1.1 404 Not Found')
  assert.equal(await statusLine('/socket', { more: 'Sec-WebSocket-Protocol: x,,y\r\n' }), 'HTTP/1.1 404 Not Found')
  assert.equal(await statusLine('/socket'), 'HTTP/1.1 101 Switching Protocols')
})

test('a socket that breaks before the upgrade is done has a listener for it', () => {
  const socket = new PassThrough()
  server.emit('upgrade', { url: '/socket', headers: {} }, socket, Buffer.alloc(0))
  assert.doesNotThrow(() => socket.emit('error', new Error('read ECONNRESET')))
})
