import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SpeechSegment } from '../../domain/audio.ts'
import { createScriptedRecogniser } from '../../models/whisper/scripted.ts'
import { createSpeakers } from './speaker.ts'

const { signal } = new AbortController()

function segment(over: Partial<SpeechSegment>): SpeechSegment {
  return {
    segmentId: 's', utteranceId: 'u1', audioId: 'a', roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'final', startMs: 1_000, endMs: 2_000,
    overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(16_000), ...over,
  }
}

test('what an utterance said so far is the draft of what it says next, and of no other utterance', async () => {
  const recogniser = createScriptedRecogniser({ transcript: { tokens: [50364, 2425] } })
  const speakers = createSpeakers({ recogniser, now: () => 0 })
  await speakers.recognise(segment({ audioId: 'a1', kind: 'interim' }), { signal })
  await speakers.recognise(segment({ audioId: 'a2' }), { signal })
  await speakers.recognise(segment({ audioId: 'a3', utteranceId: 'u2' }), { signal })
  await speakers.recognise(segment({ audioId: 'a4', peerId: 'bob' }), { signal })
  assert.deepEqual(recogniser.asked.map(({ options }) => options.draft), [[], [50364, 2425], [], []])
})

test('a decode that failed is not taken over', async () => {
  let calls = 0
  const recogniser = createScriptedRecogniser({
    says: 'Hello.',
    async before() {
      if (calls++ === 0) throw new Error('scripted failure')
    },
  })
  const speakers = createSpeakers({ recogniser, now: () => 0 })
  await assert.rejects(speakers.recognise(segment({ kind: 'interim', atPause: true }), { signal }), { message: 'scripted failure' })
  assert.equal((await speakers.recognise(segment({}), { signal })).text, 'Hello.')
})
