import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seamErrors } from './seam_errors.ts'

const words = (text: string) => text.split(' ').filter(Boolean)
const errors = (reference: string, before: string, after: string) =>
  seamErrors(words(reference), [...words(before), ...words(after)], words(before).length)

test('a join that says what one decode says has no errors', () => {
  assert.deepEqual(errors('ask not what your country can do', 'ask not what', 'your country can do'), { doubled: 0, lost: 0, unlike: 0 })
})

test('doubled, lost and other words at the border are told apart', () => {
  assert.deepEqual(errors('what your country can do', 'what your country', 'country can do'), { doubled: 1, lost: 0, unlike: 0 })
  assert.deepEqual(errors('what your country can do', 'what your', 'can do'), { doubled: 0, lost: 1, unlike: 0 })
  assert.deepEqual(errors('what your country can do', 'what your county', 'can do'), { doubled: 0, lost: 0, unlike: 1 })
})

test('what differs far from the border is not its fault', () => {
  assert.equal(errors('a b c d e f g h i', 'x b c d e f', 'g h i').unlike, 0)
})
