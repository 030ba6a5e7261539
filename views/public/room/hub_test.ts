import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubUrl } from './hub.ts'

test('the hub is told the last caption on the page', () => {
  assert.equal(hubUrl('wss://x.test/rooms/a/hub', 'u&1'), 'wss://x.test/rooms/a/hub?after=u%261')
  assert.equal(hubUrl('wss://x.test/rooms/a/hub', ''), 'wss://x.test/rooms/a/hub?after=')
})
