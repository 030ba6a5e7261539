import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderSpeakers } from './active_speakers.ts'

test('the dominant speaker comes first, then the loudest', () => {
  assert.deepEqual(orderSpeakers('cleo', ['ada', 'ben', 'cleo']), ['cleo', 'ada', 'ben'])
})

test('who was dominant and is silent now is not speaking', () => {
  assert.deepEqual(orderSpeakers('cleo', ['ada']), ['ada'])
  assert.deepEqual(orderSpeakers('cleo', []), [])
  assert.deepEqual(orderSpeakers(null, ['ada', 'ben']), ['ada', 'ben'])
})
