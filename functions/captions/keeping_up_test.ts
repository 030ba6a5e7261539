import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { silentLog } from '../../infra/log.ts'
import { createKeepingUp } from './keeping_up.ts'

const interim: SegmentEvent = {
  type: 'segment',
  segment: {
    segmentId: 's', utteranceId: 'u', audioId: 'a', roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'interim', startMs: 0, endMs: 0,
    overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(1),
  },
}

test('interim captions that give way are told when they are many, and no more once captions keep up', async () => {
  const told: RoomEvent[] = []
  let nowMs = 0
  const keepingUp = createKeepingUp({ publish: async (_room, event) => void told.push(event), log: silentLog, now: () => nowMs })
  keepingUp.shed(interim)
  await keepingUp.finished('room', 500)
  assert.deepEqual(told, [])
  for (let i = 0; i < 3; i++) keepingUp.shed(interim)
  await keepingUp.finished('room', 500)
  assert.deepEqual(told, [{ type: 'captions-status', behindMs: 0, shed: 4, lost: 0 }])
  nowMs = 31_000
  await keepingUp.finished('room', 500)
  assert.deepEqual(told.at(-1), { type: 'captions-status', behindMs: 0, shed: 0, lost: 0 })
})
