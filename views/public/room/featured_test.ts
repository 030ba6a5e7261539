import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Featured } from './featured.ts'

const present = ['me', 'a', 'b']

test('the large tile goes to whoever else speaks, and stays after they stop', () => {
  const featured = new Featured('me')
  assert.equal(featured.next([], present, 0), null)
  assert.equal(featured.next(['me', 'a'], present, 10), 'a')
  assert.equal(featured.next([], present, 9_000), 'a')
})

test('a quick word from someone does not move it; a longer turn does', () => {
  const featured = new Featured('me')
  featured.next(['a'], present, 0)
  assert.equal(featured.next(['b'], present, 2_999), 'a')
  assert.equal(featured.next(['b'], present, 3_000), 'b')
})

test('two people see each other alike; who left is no longer large', () => {
  const featured = new Featured('me')
  assert.equal(featured.next(['a'], ['me', 'a'], 0), null)
  featured.next(['a'], present, 0)
  assert.equal(featured.next([], ['me', 'b', 'c'], 100), null)
})

test('someone whose tile is not there yet cannot be large', () => {
  assert.equal(new Featured('me').next(['z'], present, 0), null)
})
