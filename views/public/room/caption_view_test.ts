import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atEnd } from './caption_view.ts'

test('the newest line counts as in view within 48 pixels', () => {
  assert.equal(atEnd({ scrollTop: 500, clientHeight: 300, scrollHeight: 848 }), true)
  assert.equal(atEnd({ scrollTop: 499, clientHeight: 300, scrollHeight: 848 }), false)
  assert.equal(atEnd({ scrollTop: 0, clientHeight: 300, scrollHeight: 300 }), true)
})
