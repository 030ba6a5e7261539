import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mediaAddress } from './media_address.ts'

const own = '192.168.1.20'

test('media stays on this machine unless the network is asked for', () => {
  assert.deepEqual(mediaAddress({ MEDIA_ADDRESS: undefined, PARLEY_LAN: false }, own), { listen: '127.0.0.1', announce: undefined })
})

test('in the local network the machine’s own address is announced, and without a network its loopback', () => {
  assert.deepEqual(mediaAddress({ MEDIA_ADDRESS: undefined, PARLEY_LAN: true }, own), { listen: '0.0.0.0', announce: own })
  assert.deepEqual(mediaAddress({ MEDIA_ADDRESS: undefined, PARLEY_LAN: true }, null), { listen: '127.0.0.1', announce: undefined })
})

test('a configured address wins', () => {
  assert.deepEqual(mediaAddress({ MEDIA_ADDRESS: '203.0.113.7', PARLEY_LAN: true }, own), { listen: '0.0.0.0', announce: '203.0.113.7' })
})
