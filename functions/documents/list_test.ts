import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDocuments } from './testing.ts'

test('a list does not wait for work that does not answer', async () => {
  const at = await openTestDocuments({ work: { start: async () => ({ started: true }), stop: async () => {}, progress: () => new Promise(() => {}) } })
  try {
    const accountId = await at.person()
    await at.documents.add({ accountId, name: 'a.txt', content: new TextEncoder().encode('Kestrel') })
    assert.deepEqual((await at.documents.list(accountId)).map(({ state, progress }) => [state, progress]), [['queued', null]])
  } finally {
    await at.close()
  }
})
