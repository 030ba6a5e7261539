import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import type { LineHelp } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { documentChunks, documents, roomDocuments, rooms } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { exportTranscript } from '../transcripts/export/export_transcript.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from '../transcripts/testing.ts'
import { readTranscript } from '../transcripts/transcript.ts'

let db: Db
let close: () => Promise<void>
before(async () => ({ db, close } = await openTestDb()))
after(() => close())

/** A line of a meeting that Ada's document and her vocabulary put right, and Ben who was there. */
async function setUp() {
  const [ada, ben] = [await addAccount(db, 'Ada', { tier: 'pro' }), await addAccount(db, 'Ben')]
  const { meetingId, roomId } = await addMeeting(db, { ownerId: ada, people: { ada, ben } })
  const [documentId, at] = [crypto.randomUUID(), new Date(BEGAN_MS)]
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId: ada, createdAt: at })
  await db.insert(documents).values({ documentId, accountId: ada, name: 'manual.pdf', state: 'ready', createdAt: at, changedAt: at })
  await db.insert(documentChunks).values({ documentId, ordinal: 3, page: 2, text: 'A  Kestrivar\ncontrols it.' })
  await db.insert(roomDocuments).values({ roomId, documentId, attachedAt: at })
  const line = (text: string) => sampleLine(roomId, { text, helped: [{ term: 'Kestrivar', heard: 'castra of our', document: { documentId, ordinal: 3 } }, { term: 'Halvex', heard: 'havoc', document: null }] })
  const first = line('The Kestrivar needs a Halvex.')
  // Handed in twice: with its translation, and before.
  await addLines(db, { ...first, translations: [] }, first)
  const read = async (accountId: string) => (await readTranscript({ db }, { meetingId, accountId })).page.map(({ helped }) => helped)
  const saved = async (accountId: string, format: 'json' | 'txt') => (await exportTranscript({ db }, { meetingId, accountId, language: 'en', format })).text()
  return { ada, ben, roomId, documentId, line, read, saved }
}
const helped = (document: LineHelp['document']): LineHelp[] => [{ term: 'Kestrivar', heard: 'castra of our', document }, { term: 'Halvex', heard: 'havoc', document: null }]

test('a transcript keeps which term was put right and by which passage, for all who may read it, and so does its JSON', async () => {
  const { ada, ben, documentId, read, saved } = await setUp()
  const expected = helped({ documentId, ordinal: 3, name: 'manual.pdf', page: 2, passage: 'A Kestrivar controls it.' })
  for (const reader of [ada, ben]) assert.deepEqual(await read(reader), [expected])
  assert.deepEqual((JSON.parse(await saved(ben, 'json')) as { lines: { helped: unknown }[] }).lines.map((line) => line.helped), [expected])
  assert.doesNotMatch(await saved(ben, 'txt'), /controls it/)
})

test('a document that the room has no more is shown to its owner alone', async () => {
  const { ada, ben, documentId, read, saved } = await setUp()
  await db.delete(roomDocuments).where(eq(roomDocuments.documentId, documentId))
  assert.deepEqual(await read(ben), [helped('withheld')])
  assert.doesNotMatch(await saved(ben, 'json'), /manual|controls it/)
  assert.equal(typeof (await read(ada))[0]![0]!.document, 'object')
})

test('a deleted document leaves that it was one, also for a line that is stored later', async () => {
  const { ada, documentId, line, read } = await setUp()
  await db.update(documents).set({ state: 'deleting' }).where(eq(documents.documentId, documentId))
  assert.deepEqual(await read(ada), [helped('deleted')])
  await db.delete(documents).where(eq(documents.documentId, documentId))
  await addLines(db, line('Is the Kestrivar a Halvex?'))
  assert.deepEqual(await read(ada), [helped('deleted'), helped('deleted')])
})

test('a line that nothing helped says nothing of it', async () => {
  const { ada, roomId, read } = await setUp()
  await addLines(db, sampleLine(roomId))
  assert.equal((await read(ada))[1], undefined)
})
