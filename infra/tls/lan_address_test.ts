import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { describe, it } from 'node:test'
import { lanAddress, lanAddresses } from './lan_address.ts'

function v4(address: string, internal = false): NetworkInterfaceInfo {
  return { address, internal, family: 'IPv4', netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: `${address}/24` }
}

function v6(address: string, internal = false): NetworkInterfaceInfo {
  return { address, internal, family: 'IPv6', netmask: 'ffff::', mac: '00:00:00:00:00:00', cidr: `${address}/64`, scopeid: 0 }
}

describe('lanAddress', () => {
  it('is the address that neighbours reach, not one inside the machine', () => {
    assert.equal(lanAddress({
      lo: [v4('127.0.0.1', true), v6('::1', true)],
      docker0: [v4('172.17.0.1')],
      'br-0a1b': [v4('172.18.0.1')],
      eth0: [v6('fe80::1'), v6('fd00::5'), v4('192.168.1.20')],
    }), '192.168.1.20')
  })

  it('prefers the private network to a public address', () => {
    assert.equal(lanAddress({ eth0: [v4('203.0.113.9')], eth1: [v4('10.0.0.4')] }), '10.0.0.4')
  })

  it('falls back to IPv6, and to nothing without a network', () => {
    assert.equal(lanAddress({ wlan0: [v4('169.254.3.4'), v6('fd00::5')] }), 'fd00::5')
    assert.equal(lanAddress({ lo: [v4('127.0.0.1', true)], gone: undefined }), null)
  })

  it('lists them all, the likeliest first', () => {
    assert.deepEqual(lanAddresses({ a: [v6('2001:db8::1')], b: [v4('203.0.113.9'), v4('10.0.0.4')] }), ['10.0.0.4', '203.0.113.9', '2001:db8::1'])
  })
})
