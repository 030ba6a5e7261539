import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lagBuckets, lagFigures, missingFinals, readFinals, shownFinals } from './finals.ts'

const line = (entry: Record<string, unknown>) => JSON.stringify({ queuedMs: 1, transcribeMs: 2, translateMs: 3, behindMs: 4, ...entry })
const LOG = [
  'Parley is ready',
  ...['a', 'b', 'c', 'lost'].map((captionId) => line({ event: 'segment-queued', captionId })),
  line({ event: 'segment', kind: 'interim', captionId: 'a', endMs: 900, outcome: 'captioned' }),
  line({ event: 'segment', kind: 'final', captionId: 'a', endMs: 1_000, outcome: 'captioned' }),
  line({ event: 'segment', kind: 'final', captionId: 'b', endMs: 70_000, outcome: 'captioned' }),
  line({ event: 'segment', kind: 'final', captionId: 'c', endMs: 71_000, outcome: 'no-words' }),
].join('\n')

test('a final segment with words that no reader saw is missing, one without words is not', () => {
  const finals = readFinals(LOG)
  assert.deepEqual(missingFinals(finals, new Map([['a', 1_500]])), ['b', 'lost'])
  assert.equal(finals.interims, 1)
})

test('lag is from the end of speech to the page, in stretches of the run', () => {
  const shown = shownFinals(readFinals(LOG).done, new Map([['a', 1_600], ['b', 70_900], ['unknown', 1]]))
  assert.deepEqual(lagFigures(shown), { finals: 2, p50Ms: 600, p95Ms: 900, p99Ms: 900, maxMs: 900 })
  assert.deepEqual(lagBuckets(shown, { sinceMs: 500, everyMs: 60_000 }).map(({ fromMin, p50Ms }) => [fromMin, p50Ms]), [[0, 600], [1, 900]])
})
