import { test } from 'node:test'
import assert from 'node:assert/strict'
import { findLocalSpeech } from './local_speech.ts'
import { stitch } from './stitch.ts'
import { toStretches } from './to_turns.ts'

/** Ten frames of 0.5 s; the second window begins four frames after the first. */
const frame = { frames: 10, frameS: 0.5, stepS: 2 }
const window = (...rows: string[]) => Float32Array.from({ length: 30 }, (_, i) => (rows[i % 3]?.[Math.floor(i / 3)] === '#' ? 0.9 : 0.1))

test('local speakers of windows become one voice, whatever their number in each window', () => {
  const windows = [window('####      ', '    ######'), window('######    ', '      ####')]
  const speech = findLocalSpeech({ windows, ...frame })
  // Voice 1 is second in the first window and first in the second one.
  const { voices } = stitch({ windows, ...frame }, speech, { voiceOf: [0, 1, 1, 0], voices: 2 })
  assert.deepEqual(voices.map((row) => Array.from(row, (one) => (one === 1 ? '#' : ' ')).join('')), ['####      ####', '    ######    '])
})

test('two who speak at once both have a turn', () => {
  const windows = [window('#######   ', '    ######')]
  const speech = findLocalSpeech({ windows, ...frame })
  const stretches = toStretches(stitch({ windows, ...frame }, speech, { voiceOf: [0, 1], voices: 2 }), 5)
  assert.deepEqual(stretches, [[{ startS: 0, endS: 3.55 }], [{ startS: 1.95, endS: 5 }]])
})

test('a window alone that hears somebody against the others does not count', () => {
  const quiet = window()
  const windows = [quiet, quiet, window('    #     '), quiet, quiet]
  const all = { windows, frames: 10, frameS: 0.5, stepS: 0.5 }
  const { voices } = stitch(all, findLocalSpeech(all), { voiceOf: [0], voices: 1 })
  assert.ok(voices[0]!.every((one) => one === 0))
})

test('one more is heard where a third of the windows hear them; where fewer than half hear anyone, nobody speaks', () => {
  const say = (...hearing: string[]) => {
    const windows = hearing.map((one) => window(one.includes('a') ? '##########' : '', one.includes('b') ? '##########' : ''))
    // All windows at the same place: each counts alike in every frame.
    const all = { windows, frames: 10, frameS: 0.5, stepS: 0 }
    const speech = findLocalSpeech(all)
    return stitch(all, speech, { voiceOf: speech.map(({ local }) => local), voices: 2 }).voices.map((row) => row[5])
  }
  assert.deepEqual(say('a', 'a', 'ab', 'ab', 'a'), [1, 1])
  assert.deepEqual(say('a', 'a', 'ab', 'a', 'a'), [1, 0])
  assert.deepEqual(say('a', 'a', '', '', ''), [0, 0])
  assert.deepEqual(say('a', 'a', 'a', '', ''), [1, 0])
})

test('short pauses are bridged, long ones are not, edges are kept, and nothing lasts beyond the audio', () => {
  const frames = Uint8Array.from('###..###......####', (letter) => (letter === '#' ? 1 : 0))
  const [stretches] = toStretches({ frameS: 0.2, voices: [frames] }, 3.5)
  assert.deepEqual(stretches!.map(({ startS, endS }) => [startS.toFixed(2), endS.toFixed(2)]), [['0.00', '1.65'], ['2.75', '3.50']])
  // A pause that is bridged is as long as before edges were kept.
  const apart = toStretches({ frameS: 0.25, voices: [Uint8Array.of(0, 1, 0, 0, 1, 0, 1)] }, 5)
  assert.deepEqual(apart[0]!.map(({ startS, endS }) => [startS.toFixed(2), endS.toFixed(2)]), [['0.20', '0.55'], ['0.95', '1.80']])
})
