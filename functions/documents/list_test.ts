import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDocuments } from './testing.ts'

test('a list does not wait for work that does not answer, and says when nothing was heard of it for long', async () => {
  const at = await openTestDocuments({ work: { start: async () => ({ started: true }), stop: async () => {}, progress: () => new Promise(() => {}) } })
  try {
    const accountId = await at.person()
    await at.documents.add({ accountId, name: 'a.txt', content: new TextEncoder().encode('Kestrel') })
    const shown = async () => (await at.documents.list(accountId)).map(({ state, progress, late }) => [state, progress, late])
    assert.deepEqual(await shown(), [['queued', null, false]])
    at.clock.advance(120_001)
    assert.deepEqual(await shown(), [['queued', null, true]])
    // Work that is found under way, or begun, is not late.
    await at.documents.tend()
    assert.deepEqual(await shown(), [['queued', null, false]])
  } finally {
    await at.close()
  }
})
