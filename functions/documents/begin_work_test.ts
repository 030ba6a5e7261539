import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDocuments } from './testing.ts'

test('who adds a document or tries one again does not wait for work that does not answer; it is begun later', async () => {
  let answers = false
  const started: string[] = []
  const start = async ({ documentId }: { documentId: string }) => {
    if (!answers) await new Promise(() => {})
    return { started: started.push(documentId) > 0 }
  }
  const at = await openTestDocuments({ work: { start, stop: async () => {}, progress: async () => null } })
  try {
    const accountId = await at.person()
    const state = async () => (await at.documents.list(accountId)).map((document) => document.state)
    const { documentId } = await at.documents.add({ accountId, name: 'a.txt', content: new TextEncoder().encode('Kestrel') })
    assert.deepEqual([await state(), await at.files(accountId).then((files) => files.length)], [['queued'], 1])
    await at.documents.cancel({ accountId, documentId })
    await at.documents.retry({ accountId, documentId })
    assert.deepEqual([await state(), started], [['queued'], []])
    assert.equal(at.logLines.filter((line) => line.includes('document-work-not-started') && line.includes('No answer within 1000 ms')).length, 2)
    answers = true
    at.clock.advance(60_001)
    await at.documents.tend()
    assert.deepEqual(started, [documentId])
  } finally {
    await at.close()
  }
})
