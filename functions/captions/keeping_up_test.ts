import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { silentLog } from '../../infra/log.ts'
import { createKeepingUp } from './keeping_up.ts'

const interim = {
  type: 'segment',
  segment: {
    segmentId: 's', utteranceId: 'u', audioId: 'a', roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'interim', startMs: 0, endMs: 0,
    overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(1),
  },
} satisfies SegmentEvent

const final = (endMs: number): SegmentEvent => ({ ...interim, segment: { ...interim.segment, kind: 'final', endMs } })

test('interim captions that give way are told when they are many, and no more once captions keep up', () => {
  const told: RoomEvent[] = []
  let nowMs = 0
  const keepingUp = createKeepingUp({ publish: async (_room, event) => void told.push(event), log: silentLog, now: () => nowMs })
  const finish = () => keepingUp.finished(final(nowMs - 500), { paused: false })
  keepingUp.shed(interim, null)
  finish()
  assert.deepEqual(told, [])
  for (let i = 0; i < 3; i++) keepingUp.shed(interim, null)
  finish()
  assert.deepEqual(told, [{ type: 'captions-status', behindMs: 0, shed: 4, lost: 0 }])
  nowMs = 31_000
  finish()
  assert.deepEqual(told.at(-1), { type: 'captions-status', behindMs: 0, shed: 0, lost: 0 })
})

test('readers are told that interim text is paused, and when it goes on', () => {
  const told: RoomEvent[] = []
  const keepingUp = createKeepingUp({ publish: async (_room, event) => void told.push(event), log: silentLog, now: () => 0 })
  keepingUp.shed(interim, 'slowed')
  assert.deepEqual(told, [])
  keepingUp.shed(interim, 'paused')
  keepingUp.shed(interim, 'paused')
  assert.deepEqual(told, [{ type: 'captions-status', behindMs: 0, shed: 0, lost: 0, paused: true }])
  keepingUp.shown(interim)
  assert.deepEqual(told.slice(1), [{ type: 'captions-status', behindMs: 0, shed: 3, lost: 0 }])
})

test('a final caption tells of the pause where interim ones never get to work, and of its end', () => {
  const told: RoomEvent[] = []
  const keepingUp = createKeepingUp({ publish: async (_room, event) => void told.push(event), log: silentLog, now: () => 0 })
  keepingUp.shed(interim, null)
  keepingUp.finished(final(-6_000), { paused: true })
  assert.deepEqual(told, [{ type: 'captions-status', behindMs: 6_000, shed: 0, lost: 0, paused: true }])
  keepingUp.finished(final(-500), { paused: false })
  assert.deepEqual(told.slice(1), [{ type: 'captions-status', behindMs: 0, shed: 0, lost: 0 }])
})
