import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceOptions } from './devices.ts'

const device = (kind: MediaDeviceKind, deviceId: string, label = '') => ({ kind, deviceId, label })

test('a menu lists its own kind once each, with a name even where the browser gives none', () => {
  const devices = [
    device('audioinput', 'a', 'Desk microphone'),
    device('videoinput', 'v'),
    device('audioinput', 'a', 'Desk microphone'),
    device('audioinput', 'b'),
    device('audiooutput', 's', 'Headset'),
  ]
  assert.deepEqual(deviceOptions(devices, { kind: 'microphone', name: 'Mikrofon' }), [{ value: 'a', text: 'Desk microphone' }, {
    value: 'b',
    text: 'Mikrofon 2',
  }])
  assert.deepEqual(deviceOptions(devices, { kind: 'camera', name: 'Kamera' }), [{ value: 'v', text: 'Kamera 1' }])
  assert.deepEqual(deviceOptions(devices, { kind: 'speaker', name: '' }), [{ value: 's', text: 'Headset' }])
})

test('devices without an id cannot be chosen: nothing is allowed yet', () => {
  assert.deepEqual(deviceOptions([device('audioinput', '')], { kind: 'microphone', name: '' }), [])
})
