import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { KnownSpeaker } from './diarizer.ts'
import { nameVoices } from './name_voices.ts'

const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180), 0)
const known = (id: string, degrees: number, seconds = 20): KnownSpeaker => ({ id, embedding: at(degrees), seconds })
/** Within 30 degrees somebody is alike, within 35 they are known again. */
const options = { alike: Math.cos(Math.PI / 6), again: Math.cos((35 * Math.PI) / 180), max: 10, newId: (() => { let n = 0; return () => `new-${++n}` }) }
const name = (voices: readonly [degrees: number, seconds: number][], before: readonly KnownSpeaker[], max = 10) =>
  nameVoices(voices.map(([degrees, seconds]) => ({ embedding: at(degrees), seconds })), before, { ...options, max, newId: options.newId() })

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
  assert.deepEqual(name([[80, 5]], [known('ana', 0), known('ben', 160)], 2).ids, ['ben'])
})
