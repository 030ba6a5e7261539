import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubUrl } from './hub.ts'

test('the hub is told the last message and the last caption on the page', () => {
  assert.equal(hubUrl('wss://x.test/rooms/a/hub', { caption: 'u&1', message: 'm' }), 'wss://x.test/rooms/a/hub?chat=m&after=u%261')
  assert.equal(hubUrl('wss://x.test/rooms/a/hub', { caption: '', message: '' }), 'wss://x.test/rooms/a/hub?chat=&after=')
})
