import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchVoice } from './match_voice.ts'

const script = {
  lengthMs: 30_000,
  clips: [
    { name: 'a.wav', utterances: [{ startMs: 0, endMs: 2_000 }, { startMs: 3_000, endMs: 4_000 }] },
    { name: 'b.wav', utterances: [{ startMs: 0, endMs: 1_000 }] },
  ],
}
const line = (atMs: number, text: string) => ({ atMs, text, captionId: text })

test('each voice belongs to the utterance that ended before it; one that only goes on has no beginning', () => {
  const spoken = matchVoice(script, {
    onsetsMs: [10_000, 20_000],
    lines: [line(12_600, 'one'), line(14_700, 'two'), line(21_600, 'three')],
    voiceMs: [12_900, 21_500],
  })
  assert.deepEqual(spoken.map(({ text, captionMs, voiceMs }) => [text, captionMs, voiceMs]), [['one', 600, 900], ['two', 700, null], ['three', 600, 500]])
})

test('what is said before the line of an utterance is of an earlier line', () => {
  const [first] = matchVoice(script, { onsetsMs: [10_000, 20_000], lines: [line(13_500, 'one')], voiceMs: [12_100, 13_800] })
  assert.equal(first!.voiceMs, 1_800)
})

test('a clip that was not heard is an error that says why', () => {
  assert.throws(() => matchVoice(script, { onsetsMs: [1], lines: [], voiceMs: [] }), /heard 1 clips begin, not 2/)
})
