import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import { createSpeakerLog } from './speaker_log.ts'

type Told = Extract<RoomEvent, { type: 'speakers' }>
const label = (speakerId: string, number: number, name: string | null = null) => ({ peerId: 'p', speakerId, number, name, microphone: 'Ada' })
const line = (captionId: string, ...speakerIds: string[]) => ({ captionId, parts: [{ speakerIds, end: 1, endMs: 1 }] })
const told = (over: Partial<Told>): Told => ({ type: 'speakers', meetingId: 'm', peerId: 'p', labels: [label('a', 1)], lines: [], atMs: 1, ...over })
const names = (log: ReturnType<typeof createSpeakerLog>, captionId: string) => log.parts(captionId).flatMap(({ speakers }) => speakers.map(({ name, number }) => name ?? number))

test('what is told twice is new once; a name changes every line of whom it names, and no other', () => {
  const log = createSpeakerLog()
  const first = told({ labels: [label('a', 1), label('b', 2)], lines: [line('c1', 'a'), line('c2', 'b')] })
  assert.deepEqual(log.add(first)?.captionIds.length, 2)
  assert.equal(log.add(first), null)
  const named = log.add(told({ labels: [label('a', 1, 'Maria'), label('b', 2)], atMs: 2 }))
  assert.deepEqual([named?.captionIds, named?.labels.map(({ name }) => name)], [['c1'], ['Maria']])
  assert.deepEqual([names(log, 'c1'), names(log, 'c2'), names(log, 'unknown')], [['Maria'], [2], []])
})

test('what comes late takes nothing back', () => {
  const log = createSpeakerLog()
  log.add(told({ labels: [label('a', 1, 'Maria')], lines: [line('c1', 'a')], atMs: 5 }))
  assert.equal(log.add(told({ labels: [label('a', 1)], lines: [line('c1', 'a')], atMs: 4 })), null)
  assert.deepEqual(names(log, 'c1'), ['Maria'])
})

test('who turns out to be somebody else leaves, and their lines change', () => {
  const log = createSpeakerLog()
  log.add(told({ labels: [label('a', 1), label('b', 2)], lines: [line('c1', 'b')] }))
  const merged = log.add(told({ labels: [label('a', 1)], lines: [line('c1', 'a')], atMs: 2 }))
  assert.deepEqual([merged?.gone.map(({ number }) => number), merged?.captionIds, names(log, 'c1')], [[2], ['c1'], [1]])
})

test('another meeting in the room begins anew', () => {
  const log = createSpeakerLog()
  log.add(told({ lines: [line('c1', 'a')] }))
  const next = log.add(told({ meetingId: 'n', labels: [label('x', 1)], lines: [line('c2', 'x')], atMs: 9 }))
  assert.deepEqual([next?.gone.length, log.labels.map(({ speakerId }) => speakerId), names(log, 'c1')], [1, ['x'], []])
  assert.equal(log.add(told({ atMs: 8 })), null, 'what is told late of the earlier one')
})

test('people cannot be told apart as long as one microphone says so', () => {
  const log = createSpeakerLog()
  log.setAway('p', true)
  log.setAway('q', true)
  log.setAway('p', false)
  assert.equal(log.away, true)
  log.setAway('q', false)
  assert.equal(log.away, false)
})
