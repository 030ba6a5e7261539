import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureFailure, mediaState } from './capture.ts'

test('a refusal of the browser has a meaning', () => {
  assert.deepEqual(
    ['NotAllowedError', 'SecurityError', 'NotFoundError', 'OverconstrainedError', 'NotReadableError', 'AbortError', '']
      .map(captureFailure),
    ['blocked', 'blocked', 'none', 'none', 'busy', 'busy', 'busy'],
  )
})

test('one note says what matters most', () => {
  assert.equal(mediaState(null, null), null)
  assert.equal(mediaState('blocked', 'blocked'), 'blocked')
  assert.equal(mediaState('none', 'none'), 'none')
  assert.equal(mediaState('busy', 'busy'), 'busy')
  assert.equal(mediaState('blocked', 'none'), 'microphone-blocked')
  assert.equal(mediaState('none', 'blocked'), 'microphone-none')
  assert.equal(mediaState('busy', 'none'), 'busy')
  assert.equal(mediaState(null, 'blocked'), 'camera-blocked')
  assert.equal(mediaState(null, 'none'), 'camera-none')
  assert.equal(mediaState('insecure', null), 'insecure')
})
