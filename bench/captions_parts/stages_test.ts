import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStages } from './stages.ts'

test('stages come from final captions alone, whatever else the server prints', () => {
  const line = (kind: string, queuedMs: number) =>
    JSON.stringify({ event: 'segment', kind, outcome: 'captioned', queuedMs, transcribeMs: 10, translateMs: 30, behindMs: 600 })
  const stages = readStages(['Parley is ready', line('interim', 500), line('final', 5), line('final', 5), ''].join('\n'))
  assert.deepEqual([stages['queueP50Ms'], stages['endpointP50Ms'], stages['serverP95Ms']], [5, 555, 600])
})
