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
const done = new Map([['early', { endMs: 11_000 }], ['one', { endMs: 11_900 }], ['two', { endMs: 14_000 }], ['three', { endMs: 20_950 }]])

test('each voice belongs to the utterance whose last line it begins with; one that only goes on has no beginning', () => {
  const spoken = matchVoice(script, {
    onsetsMs: [10_000, 20_000], done,
    lines: [line(12_600, 'one'), line(14_700, 'two'), line(21_600, 'three')],
    voiceMs: [12_900, 21_500],
  })
  assert.deepEqual(spoken.map(({ text, captionMs, voiceMs, heardEndMs }) => [text, captionMs, voiceMs, heardEndMs]), [['one', 600, 900, -100], ['two', 700, null, 0], ['three', 600, 500, -50]])
})

test('what is said before the line of an utterance is of an earlier line', () => {
  const [first, second, third] = matchVoice(script, { onsetsMs: [10_000, 20_000], done, lines: [line(11_600, 'early'), line(13_500, 'one')], voiceMs: [12_100, 13_800] })
  assert.equal(first!.voiceMs, 1_800)
  assert.deepEqual([second, third].map((one) => [one!.text, one!.captionMs, one!.voiceMs]), [['', null, null], ['', null, null]])
})

test('a line whose speech ended elsewhere is of no utterance', () => {
  const [first] = matchVoice(script, { onsetsMs: [10_000, 20_000], done: new Map([['one', { endMs: 17_000 }]]), lines: [line(12_500, 'one')], voiceMs: [12_800] })
  assert.deepEqual([first!.text, first!.voiceMs], ['', null])
})

test('a clip that was not heard is an error that says why', () => {
  assert.throws(() => matchVoice(script, { onsetsMs: [1], done, lines: [], voiceMs: [] }), /heard 1 clips begin, not 2/)
})
