import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { msToSamples } from '../../domain/audio.ts'
import type { SpeechSegment } from '../../domain/audio.ts'
import { CHUNK_LEAST_MS, CHUNK_MOST_MS, gatherSpeech, joinSounds, ownSound } from './gather_speech.ts'
import type { Gathering } from './gather_speech.ts'
import { placeTurns } from './place_turns.ts'

function segment(startMs: number, lengthMs: number, over: Partial<SpeechSegment> = {}): SpeechSegment {
  return {
    segmentId: `s${startMs}`, utteranceId: `u${startMs}`, audioId: `a${startMs}`, roomId: 'r', peerId: 'p', speakerName: 'P', kind: 'final', startMs, endMs: startMs + lengthMs,
    overlapMs: 0, continues: false, atPause: false, language: null, pcm: new Float32Array(msToSamples(lengthMs)).fill(0.5), ...over,
  }
}

const add = (gathering: Gathering, each: SpeechSegment) => gathering.add(ownSound(each)!, each)

test('a stretch ends at the first silence after half a minute', () => {
  const gathering = gatherSpeech()
  for (let at = 0; at < 5; at++) equal(add(gathering, segment(1_000 + at * 6_000, 5_000, { continues: at === 4 })), null)
  const chunk = add(gathering, segment(31_000, 5_000, { continues: true })) ?? add(gathering, segment(36_000, 1_000))!
  ok(chunk.endMs - chunk.startMs >= CHUNK_LEAST_MS)
  equal(chunk.chunkId, '1000')
  deepEqual([chunk.startMs, chunk.endMs, gathering.sinceMs], [1_000, 37_000, null])
})

test('whoever never pauses is cut after a minute, without a gap', () => {
  const gathering = gatherSpeech()
  let chunk = null
  let at = 0
  while (!chunk) chunk = add(gathering, segment(at++ * 5_000, 5_000, { continues: true }))
  equal(at * 5_000, CHUNK_MOST_MS)
  equal(chunk.sound.reduce((sum, { length }) => sum + length, 0), msToSamples(60_000))
})

test('what a segment repeats is there once, and silences are short in the audio and whole in time', () => {
  const gathering = gatherSpeech()
  add(gathering, segment(10_000, 5_000, { continues: true }))
  add(gathering, segment(14_000, 2_000, { overlapMs: 1_000 }))
  add(gathering, segment(40_000, 1_000))
  const { pieces, sound } = gathering.take()!
  deepEqual(pieces.map(({ at, samples, startMs }) => [at / 16, samples / 16, startMs]), [[0, 5_000, 10_000], [5_000, 1_000, 15_000], [6_500, 1_000, 40_000]])
  equal(sound.reduce((sum, { length }) => sum + length, 0), msToSamples(7_500))
  equal(gathering.take(), null)

  // A turn that the engine hears through the short silence is two on the clock; one across a cut is one.
  deepEqual(placeTurns([{ speaker: 'a', startS: 0.5, endS: 7 }, { speaker: 'b', startS: 4.5, endS: 5.5 }], pieces), [
    { speakerId: 'a', startMs: 10_500, endMs: 16_000 }, { speakerId: 'b', startMs: 14_500, endMs: 15_500 }, { speakerId: 'a', startMs: 40_000, endMs: 40_500 },
  ])
})
