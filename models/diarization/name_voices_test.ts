import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { KnownSpeaker } from './diarizer.ts'
import { nameVoices } from './name_voices.ts'
import type { NameOptions } from './name_voices.ts'

const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180), 0)
const known = (id: string, degrees: number, seconds = 20): KnownSpeaker => ({ id, embedding: at(degrees), seconds })
/** Within 30 degrees somebody is alike, within 35 they are known again, within 40 they are near. */
const options = { alike: Math.cos(Math.PI / 6), again: Math.cos((35 * Math.PI) / 180), near: Math.cos((40 * Math.PI) / 180), max: 10, newId: (() => { let n = 0; return () => `new-${++n}` }) }
const name = (voices: readonly [degrees: number, seconds: number][], before: readonly KnownSpeaker[], more: Partial<NameOptions> = {}) =>
  nameVoices(voices.map(([degrees, seconds]) => ({ embedding: at(degrees), seconds })), before, { ...options, newId: options.newId(), ...more })

test('known speakers keep their ids and their order, and are known better', () => {
  const { ids, speakers } = name([[95, 10], [4, 5]], [known('ana', 0), known('ben', 90)])
  assert.deepEqual(ids, ['ben', 'ana'])
  assert.deepEqual(speakers.map(({ id, seconds }) => [id, seconds]), [['ana', 25], ['ben', 30]])
  assert.ok(speakers.every(({ embedding }) => Math.abs(Math.hypot(...embedding) - 1) < 1e-6))
  assert.ok(speakers[0]!.embedding[1]! > 0)
})

test('somebody new gets an id of their own once they count', () => {
  assert.deepEqual(name([[90, 1.2]], [known('ana', 0)]).ids, ['new-1'])
  const { ids, speakers } = name([[90, 0.8]], [known('ana', 0)])
  assert.deepEqual([ids, speakers.length], [[null], 1])
})

test('of two voices the more alike is the known one; the other is too, or is somebody new', () => {
  assert.deepEqual(name([[20, 5], [5, 5]], [known('ana', 0)]).ids, ['ana', 'ana'])
  assert.deepEqual(name([[34, 5], [5, 5]], [known('ana', 0)]).ids, ['new-1', 'ana'])
  assert.deepEqual(name([[34, 5]], [known('ana', 0)]).ids, ['ana'])
})

test('a word of somebody known is theirs', () => {
  assert.deepEqual(name([[10, 0.4]], [known('ana', 0)]).ids, ['ana'])
})

test('where there is no room for more people, the nearest one is meant', () => {
  assert.deepEqual(name([[80, 5]], [known('ana', 0), known('ben', 160)], { max: 2 }).ids, ['ben'])
})

test('little speech is whoever it is like, also of those who are new', () => {
  assert.deepEqual(name([[34, 4], [0, 20]], []).ids, ['new-1', 'new-1'])
  assert.deepEqual(name([[34, 4], [2, 20], [33, 4]], [known('ana', 0)]).ids, ['ana', 'ana', 'ana'])
  assert.deepEqual(name([[34, 6], [0, 20]], []).ids, ['new-2', 'new-1'], 'who says more is somebody')
})

test('two who were heard beside one another are two people, unless one of them only says a few words', () => {
  const apart = () => true
  assert.deepEqual(name([[34, 4], [0, 20]], [], { apart }).ids, ['new-2', 'new-1'])
  assert.deepEqual(name([[34, 2], [0, 20]], [], { apart }).ids, ['new-1', 'new-1'])
})

test('a few words are the nearest person\'s, who is not known by them; of somebody else they are not', () => {
  const { ids, speakers } = name([[38, 2]], [known('ana', 0)])
  assert.deepEqual([ids, speakers], [['ana'], [known('ana', 0)]])
  assert.deepEqual(name([[38, 4]], [known('ana', 0)]).ids, ['new-1'])
  assert.deepEqual(name([[45, 2]], [known('ana', 0)]).ids, ['new-1'])
})

test('where the number of people is known, little speech is a person', () => {
  assert.deepEqual(name([[34, 2], [0, 20]], [], { given: true }).ids, ['new-2', 'new-1'])
})
