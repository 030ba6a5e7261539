import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionOfKey } from './keyboard.ts'

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...more,
})

test('four keys do something, in either case', () => {
  assert.deepEqual(['m', 'M', 'v', 'c', '?', 'x', 'Escape'].map((key) => actionOfKey(press(key), false)), [
    'microphone',
    'microphone',
    'camera',
    'captions',
    'keys',
    null,
    null,
  ])
})

test('nothing is taken from fields, from the browser or from a key held down', () => {
  assert.equal(actionOfKey(press('m'), true), null)
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey', 'repeat']) {
    assert.equal(actionOfKey(press('m', { [modifier]: true }), false), null)
  }
})
