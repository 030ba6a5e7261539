import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedWords } from './changed_words.ts'

test('names and long words that were put in the place of others are terms', () => {
  assert.deepEqual(changedWords('Tell draven co to call.', 'Tell Dravenko to call.'), [{ term: 'Dravenko', heard: 'draven co' }])
  assert.deepEqual(changedWords('the libelizer is full', 'The lyophiliser is full'), [{ term: 'lyophiliser', heard: 'libelizer' }])
  assert.deepEqual(changedWords('use the a twelve', 'use the A12'), [{ term: 'A12', heard: 'a twelve' }])
})

test('other changes tell of no term', () => {
  assert.deepEqual(changedWords('we go now', 'We go now, please'), [])
  assert.deepEqual(changedWords('I think we we go', 'I think we go'), [])
  assert.deepEqual(changedWords('a cat', 'a dog'), [])
  assert.deepEqual(changedWords('', 'Halvex'), [])
  assert.deepEqual(changedWords('one two three', 'All of this was Said in another Way entirely'), [])
})
