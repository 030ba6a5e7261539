import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createClientAddress, networkOf } from './client_address.ts'

async function seen(proxies: number, forwarded: string | undefined, env: object): Promise<string> {
  const address = createClientAddress({ proxies })
  const app = new Hono().get('/', (c) => c.text(address(c)))
  return await (await app.request('/', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }, env)).text()
}
const onNode = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
const onDeno = (hostname: string) => ({ remoteAddr: { hostname } })

test('the socket says where a request comes from, on Node and Deno', async () => {
  assert.equal(await seen(0, undefined, onNode('::ffff:192.0.2.1')), '192.0.2.1')
  assert.equal(await seen(0, undefined, onDeno('2001:DB8::1')), '2001:db8::1')
  assert.equal(await seen(0, undefined, {}), 'unknown')
})

test('X-Forwarded-For is believed from as many proxies as are configured', async () => {
  assert.equal(await seen(0, '198.51.100.7', onNode('192.0.2.1')), '192.0.2.1')
  assert.equal(await seen(1, '1.2.3.4, 198.51.100.7', onNode('10.0.0.1')), '198.51.100.7', 'what the client wrote itself is not')
  assert.equal(await seen(2, '1.2.3.4, 198.51.100.7, 10.0.0.2', onNode('10.0.0.1')), '198.51.100.7')
  assert.equal(await seen(1, undefined, onNode('10.0.0.1')), '10.0.0.1')
})

test('an IPv6 subscriber is one network', () => {
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('2001:db8:0:12:1::7'), '2001:db8:0:12::/64')
  assert.equal(networkOf('2001:db8:0:12:ffff:1:2:3'), '2001:db8:0:12::/64')
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
})
