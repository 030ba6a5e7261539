import { test } from 'node:test'
import assert from 'node:assert/strict'
import { repeatsItself, toWords, wordErrors } from './words.ts'

test('words are compared without case and punctuation', () => {
  assert.deepEqual(toWords('“It’s here,” SHE said — twice.'), ['its', 'here', 'she', 'said', 'twice'])
  assert.deepEqual(toWords(' … '), [])
})

test('errors are the fewest words to insert, drop or replace', () => {
  const errors = (a: string, b: string) => wordErrors(toWords(a), toWords(b))
  assert.equal(errors('a b c', 'a b c'), 0)
  assert.equal(errors('a b c', 'a x c'), 1)
  assert.equal(errors('a b c', 'b c d e'), 3)
  assert.equal(errors('a b', ''), 2)
})

test('a text in circles is told from one that says a thing twice', () => {
  assert.equal(repeatsItself(toWords('no no no')), false)
  assert.equal(repeatsItself(toWords('no no no no')), true)
  assert.equal(repeatsItself(toWords('and the man and the man and the man')), true)
  assert.equal(repeatsItself(toWords('I liked that account of him. I liked that account of him.')), true)
  assert.equal(repeatsItself(toWords('ask not what your country can do for you ask what you can do for your country')), false)
})
