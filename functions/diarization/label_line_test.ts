import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { splitText, withLabels } from '../../domain/speakers.ts'
import { labelLine } from './label_line.ts'

const turn = (speakerId: string, startMs: number, endMs: number) => ({ speakerId, startMs, endMs })
/** Words of half a second each, from 1,000 ms on. */
function line(text: string, { timed = true } = {}) {
  let end = 0
  const words = text.split(' ').map((word, at) => ({ end: (end = text.indexOf(word, end) + word.length), endMs: (at + 1) * 500 }))
  return { text, startMs: 1_000, endMs: 1_000 + words.length * 500, words: timed ? words : null }
}

test('a line of one speaker is one part, to its last mark', () => {
  deepEqual(labelLine(line('Good morning to everyone.'), [turn('a', 0, 3_000)]), [{ speakerIds: ['a'], end: 25, endMs: 2_000 }])
})

test('a line that two people spoke is cut between their words, by the words\' times', () => {
  const parts = labelLine(line('How are you? Fine, thank you.'), [turn('a', 900, 2_450), turn('b', 2_520, 4_100)])
  deepEqual(parts.map(({ speakerIds, end }) => [speakerIds, end]), [[['a'], 12], [['b'], 29]])
  deepEqual(splitText('How are you? Fine, thank you.', parts), ['How are you?', ' Fine, thank you.'])
})

test('a word across a border goes to who is heard for more of it', () => {
  const border = (ms: number) => labelLine(line('one two three four'), [turn('a', 900, ms), turn('b', ms, 3_100)])[0]!.end
  equal(border(2_100), 'one two'.length)
  equal(border(2_400), 'one two three'.length)
})

test('who speaks at the same time is on the part as well', () => {
  deepEqual(labelLine(line('both of us speak'), [turn('a', 900, 3_000), turn('b', 1_200, 3_000)]).map(({ speakerIds }) => speakerIds), [['a', 'b']])
  deepEqual(labelLine(line('both of us speak'), [turn('a', 900, 3_000), turn('b', 2_900, 3_400)]).map(({ speakerIds }) => speakerIds), [['a']], 'a little is not')
})

test('without times of words they lie evenly; without turns near, nobody said it', () => {
  deepEqual(labelLine(line('one two six ten', { timed: false }), [turn('a', 0, 2_000), turn('b', 2_000, 4_000)]).map(({ speakerIds, end }) => [speakerIds[0], end]), [['a', 7], ['b', 15]])
  deepEqual(labelLine(line('one two'), [turn('a', 9_000, 9_500)]), [])
  deepEqual(labelLine(line('one two'), []), [])
})

test('a short word that seems to be another one\'s between words of one person is theirs', () => {
  const short = { text: 'I said a thing', startMs: 0, endMs: 1_400, words: [{ end: 1, endMs: 400 }, { end: 6, endMs: 900 }, { end: 8, endMs: 1_000 }, { end: 14, endMs: 1_400 }] }
  deepEqual(labelLine(short, [turn('a', 0, 905), turn('b', 905, 1_000), turn('a', 1_000, 1_500)]).map(({ speakerIds }) => speakerIds), [['a']])
})

test('a translation is cut at the end of the sentence that is near, and loses nothing', () => {
  const parts = labelLine(line('How are you? Fine, thank you.'), [turn('a', 900, 2_450), turn('b', 2_520, 4_100)])
  const pieces = splitText('Como você está? Bem, obrigado.', parts)
  deepEqual(pieces, ['Como você está? ', 'Bem, obrigado.'])
  for (const text of ['你好吗？我很好，谢谢。', 'ok', '😀😀😀😀', 'ein langer Text ohne Punkt']) equal(splitText(text, parts).join(''), text)
  deepEqual(splitText('whole', []), ['whole'])
})

test('labels take the place of ids; whom nobody knows is left out', () => {
  const label = { peerId: 'p', speakerId: 'a', number: 1, name: null, microphone: 'Ada' }
  deepEqual(withLabels([{ speakerIds: ['a', 'x'], end: 3, endMs: 1 }, { speakerIds: ['x'], end: 5, endMs: 2 }], [label]), [{ speakers: [label], end: 3, endMs: 1 }])
})
