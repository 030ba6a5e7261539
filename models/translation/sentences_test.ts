import { test } from 'node:test'
import assert from 'node:assert/strict'
import { splitSentences } from './sentences.ts'

const join = (text: string, longest?: number) => splitSentences(text, longest).map(({ before, text: part, after }) => before + part + after).join('')

test('sentences come apart from their white space, and nothing is lost', () => {
  assert.deepEqual(splitSentences(' One.  Two?\n'), [
    { before: ' ', text: 'One.', after: '  ' },
    { before: '', text: 'Two?', after: '\n' },
  ])
  for (const text of ['', '  ', 'a', 'Mr. Smith paid 3.5 dollars. OK?\r\n\r\n“Yes.” 你好。再见！']) assert.equal(join(text), text)
})

test('a sentence without an end is cut at a space, and no character in two', () => {
  const words = 'word '.repeat(100)
  assert.ok(splitSentences(words, 60).every(({ text }) => text.length <= 60 && /^(word ?)+$/.test(text)))
  assert.equal(join(words, 60), words)
  const emoji = '👍'.repeat(50)
  assert.ok(splitSentences(emoji, 15).every(({ text }) => /^(👍)+$/u.test(text)))
  assert.equal(join(emoji, 15), emoji)
})
