import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CLOSE_AT_CAPACITY,
  CLOSE_LENGTH_OVER,
  CLOSE_MEETING_OVER,
  CLOSE_NOT_A_MEMBER,
  CLOSE_REMOVED,
  CLOSE_REPLACED,
  CLOSE_ROOM_GONE,
  CLOSE_TOO_MANY_MESSAGES,
} from '../../../domain/close_codes.ts'
import { endState } from './connection.ts'

test('some ends are for good and say why', () => {
  assert.equal(endState(CLOSE_REPLACED), 'replaced')
  assert.equal(endState(CLOSE_NOT_A_MEMBER), 'removed')
  assert.equal(endState(CLOSE_REMOVED), 'expelled')
  assert.equal(endState(CLOSE_MEETING_OVER), 'ended')
  assert.equal(endState(CLOSE_LENGTH_OVER), 'length')
  assert.equal(endState(1000), 'removed')
  assert.equal(endState(CLOSE_TOO_MANY_MESSAGES), 'refused')
})

test('after any other end a new connection is tried', () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, 4000, CLOSE_ROOM_GONE, CLOSE_AT_CAPACITY]) assert.equal(endState(code), null)
})
