import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog } from '../../infra/log.ts'
import { createMetricsProbe } from '../../models/translation/metrics_probe.ts'
import type { Passage, SearchInput } from '../documents/documents.ts'
import { createNearTerms } from './near_terms.ts'
import type { Piece } from './near_terms.ts'

const passage = (documentId: string, ordinal: number, text: string): Passage => ({ documentId, documentName: `${documentId}.pdf`, page: ordinal + 1, chunkId: `${documentId}.${ordinal}`, text, score: 1, similarity: 0.5 })
const PASSAGES = [passage('d1', 4, 'The Kestrivar opens the weir.'), passage('d2', 0, 'Ask Dravenko.')]

function setUp(search: (input: SearchInput) => Promise<Passage[]> = async () => PASSAGES) {
  const clock = createFakeClock(1_000)
  const { metrics, counts } = createMetricsProbe()
  const lines: string[] = []
  const asked: SearchInput[] = []
  const near = createNearTerms({
    search: (input) => (asked.push(input), search(input)), metrics, log: createLog({ level: 'debug', write: (line) => void lines.push(line) }), now: clock.now,
    termsIn: async (pieces: readonly Piece[]) => [{ term: 'Dravenko', documentId: 'd2', ordinal: 0 }, { term: 'Kestrivar', documentId: 'd1', ordinal: 4 }].filter((one) => pieces.some(({ documentId }) => documentId === one.documentId)),
  })
  return { near, clock, lines, asked, counted: (outcome: string) => counts[`contextSearches ${JSON.stringify({ outcome })}`] ?? 0 }
}

test('terms of passages that are near to what was said are known, the nearest first, with the passage', async () => {
  const { near, counted } = setUp()
  assert.deepEqual(near.of('room'), [])
  await near.said('room', 'How does the weir open?')
  assert.deepEqual(near.of('room').map(({ term, documentId, ordinal, passage }) => [term, documentId, ordinal, passage]), [
    ['Kestrivar', 'd1', 4, { documentId: 'd1', ordinal: 4, name: 'd1.pdf', page: 5, passage: 'The Kestrivar opens the weir.' }],
    ['Dravenko', 'd2', 0, { documentId: 'd2', ordinal: 0, name: 'd2.pdf', page: 1, passage: 'Ask Dravenko.' }],
  ])
  assert.deepEqual(near.of('other'), [])
  assert.equal(counted('found'), 1)
})

test('a line is searched for with what was said before it, to a bound', async () => {
  const { near, asked } = setUp()
  await near.said('room', 'word '.repeat(60))
  await near.said('room', 'Yes, that one.')
  assert.equal(asked.at(-1)!.text, `${'word '.repeat(37)}Yes, that one.`)
})

test('one search at a time is under way in a room; what comes meanwhile is searched for together', async () => {
  let go = () => {}
  const held = new Promise<void>((resolve) => (go = resolve))
  const { near, asked } = setUp(async () => (await held, PASSAGES))
  const all = ['one', 'two', 'three'].map((text) => near.said('room', text))
  void near.said('other', 'elsewhere')
  go()
  await Promise.all(all)
  await near.close()
  assert.deepEqual(asked.map(({ roomId, text }) => [roomId, text]).sort(), [['other', 'elsewhere'], ['room', 'one'], ['room', 'one two three']])
})

test('what was found before goes behind what is found now, and is the same array while nothing is', async () => {
  let found = [PASSAGES[1]!]
  const { near, counted } = setUp(async () => found)
  await near.said('room', 'a')
  found = [PASSAGES[0]!]
  await near.said('room', 'b')
  assert.deepEqual(near.of('room').map(({ term }) => term), ['Kestrivar', 'Dravenko'])
  const before = near.of('room')
  found = []
  await near.said('room', 'c')
  assert.equal(near.of('room'), before)
  assert.equal(counted('none'), 1)
})

test('when the documents change, what was found of them is gone, and so is what a search under way finds', async () => {
  const changed: (() => void)[] = []
  const { near, asked } = setUp(async () => (changed.pop()?.(), asked.length === 1 ? [PASSAGES[0]!] : [PASSAGES[1]!]))
  await near.said('room', 'a')
  assert.deepEqual(near.of('room').map(({ term }) => term), ['Kestrivar'])
  near.forget('room')
  assert.deepEqual(near.of('room'), [])
  changed.push(() => near.forget('room'))
  await near.said('room', 'b')
  assert.equal(asked.length, 3)
  assert.deepEqual(near.of('room').map(({ term }) => term), ['Dravenko'])
})

test('a search that fails or is late keeps what was known, is counted, and told once a minute', async () => {
  let fail: Error | null = null
  const { near, lines, counted, clock } = setUp(async () => { if (fail) throw fail; return PASSAGES })
  await near.said('room', 'a')
  fail = new DomainError('timeout', 'late')
  await near.said('room', 'b')
  fail = new Error('The database is away')
  await near.said('room', 'c')
  await near.said('room', 'd')
  assert.deepEqual([counted('late'), counted('failed'), lines.length, near.of('room').length], [1, 2, 1, 2])
  clock.advance(60_000)
  await near.said('room', 'e')
  assert.equal(lines.length, 2)
  fail = null
  await near.said('room', 'f')
  assert.equal(counted('found'), 2)
})
