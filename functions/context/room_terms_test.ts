import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { termSchema } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, documentChunks, documents, documentTerms, roomDocuments, rooms, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { openTestDocuments } from '../documents/testing.ts'
import { addAccount } from '../transcripts/testing.ts'
import { createVocabulary } from '../vocabulary/vocabulary.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { openRoomContext } from './open.ts'
import { readPassage, readRoomTerms, readTermsIn, versionOfTerms } from './room_terms.ts'

let db: Db
let close: () => Promise<void>
let vocabulary: Vocabulary
before(async () => {
  const opened = await openTestDb()
  db = opened.db
  close = opened.close
  vocabulary = createVocabulary({ db, now: Date.now, log: silentLog })
})
after(() => close())

const term = (text: string) => ({ term: termSchema.parse({ term: text }) })
/** A room of someone with the pro plan, shared with a team, with a document. */
async function room() {
  const accountId = await addAccount(db, 'Ada', { tier: 'pro' })
  const [teamId, documentId, roomId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const now = new Date()
  await db.insert(teams).values({ teamId, name: 'Pumps', createdAt: now })
  await db.insert(teamMembers).values({ teamId, accountId, role: 'owner', joinedAt: now })
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId: accountId, teamId, createdAt: now })
  await db.insert(documents).values({ documentId, accountId, name: 'manual.txt', state: 'ready', createdAt: now, changedAt: now })
  await db.insert(documentChunks).values({ documentId, ordinal: 0, page: 2, text: `${'Before. '.repeat(40)}A  Kestrivar\ncontrols it.${' After.'.repeat(40)}` })
  await db.insert(documentTerms).values([{ documentId, term: 'Kestrivar', count: 2, ordinal: 0 }, { documentId, term: 'ABC', count: 9, ordinal: 0 }])
  await db.insert(roomDocuments).values({ roomId, documentId, attachedAt: now })
  return { accountId, teamId, roomId, documentId, own: { accountId, teamId: null }, shared: { accountId, teamId } }
}
const wordsOf = async (roomId: string) => (await readRoomTerms(db, roomId)).terms.map((one) => one.term).sort()

test('a room has the terms of its owner, of its team and of its documents', async () => {
  const { roomId, own, shared, documentId } = await room()
  await vocabulary.change(own, term('Halvex'))
  await vocabulary.change(shared, term('Zymoport'))
  assert.deepEqual(await wordsOf(roomId), ['Halvex', 'Zymoport'])
  assert.deepEqual((await readRoomTerms(db, roomId)).found, [{ term: 'Kestrivar', documentId, ordinal: 0 }])
  assert.deepEqual(await readRoomTerms(db, 'no such room'), { terms: [], found: [] })
})

test('every change makes another version, and a plan without vocabulary has none', async () => {
  const { roomId, own, accountId, documentId } = await room()
  const seen = [await versionOfTerms(db, roomId)]
  const changed = async (work: () => Promise<unknown>) => {
    await work()
    const version = await versionOfTerms(db, roomId)
    assert.ok(!seen.includes(version))
    seen.push(version)
  }
  await changed(() => vocabulary.change(own, term('Halvex')))
  await changed(async () => vocabulary.remove(own, (await vocabulary.list(own)).terms[0]!.termId))
  await changed(() => db.update(documents).set({ changedAt: new Date(1) }).where(eq(documents.documentId, documentId)))
  await changed(() => db.delete(roomDocuments).where(eq(roomDocuments.roomId, roomId)))
  await db.update(accounts).set({ tier: 'premium' }).where(eq(accounts.accountId, accountId))
  assert.equal(await versionOfTerms(db, roomId), '')
  assert.deepEqual(await readRoomTerms(db, roomId), { terms: [], found: [] })
})

test('a passage is whole words on both sides of its term, and none when the document is gone', async () => {
  const { documentId } = await room()
  const found = { documentId, ordinal: 0, term: 'kestrivar' }
  const passage = await readPassage(db, found)
  assert.deepEqual([passage!.name, passage!.page], ['manual.txt', 2])
  assert.match(passage!.passage, /^…Before\..*A Kestrivar controls it\. After\..*After\.…$/)
  assert.ok(passage!.passage.length < 320)
  await db.delete(documents).where(eq(documents.documentId, documentId))
  assert.equal(await readPassage(db, found), null)
})

test('terms stand in a piece across its lines, and only where they stand', async () => {
  const { documentId } = await room()
  await db.insert(documentChunks).values([{ documentId, ordinal: 1, page: 3, text: 'The kestrivar of the Upper\nWeir.' }, { documentId, ordinal: 2, page: 3, text: 'Nothing.' }])
  await db.insert(documentTerms).values([{ documentId, term: 'Upper Weir', count: 3, ordinal: 1 }, { documentId, term: 'Halvex', count: 5, ordinal: 4 }])
  assert.deepEqual(await readTermsIn(db, [{ documentId, ordinal: 1 }, { documentId, ordinal: 2 }]), [{ term: 'Upper Weir', documentId, ordinal: 1 }, { term: 'Kestrivar', documentId, ordinal: 1 }])
  assert.deepEqual(await readTermsIn(db, []), [])
})

test('of more terms than lines are compared with, those of passages about what is being said are known', async () => {
  const there = await openTestDocuments({ db })
  const accountId = await there.person()
  const roomId = await there.room(accountId)
  const frequent = Array.from({ length: 1_000 }, (_, n) => ({ term: `Quandorel ${n}`, count: 9, ordinal: 0 }))
  const documentId = await there.store({ accountId, roomId }, ['The budget of the office grew again in spring, and Quandorel 7 was bought.', 'Whoever opens the gates of the dam by hand needs the Kestrivar in the engine room.'], { terms: [...frequent, { term: 'Kestrivar', count: 1, ordinal: 1 }] })
  const context = openRoomContext({ db, search: there.documents.search, metrics: noMetrics, log: silentLog, now: Date.now, patienceMs: 60_000 })
  try {
    const heard = async (text: string) => (await context.open(roomId).inContext(text, 'en'))
    assert.equal((await heard('The kestra var is broken.')).text, 'The kestra var is broken.')
    context.open(roomId).said('How do we open the gates of the dam?', 'en')
    await context.settled()
    const line = await heard('The kestra var is stuck.')
    assert.equal(line.text, 'The Kestrivar is stuck.')
    const [help] = line.helped
    assert.deepEqual([help!.term, help!.document?.documentId, help!.document?.page], ['Kestrivar', documentId, 2])
    assert.match(help!.document!.passage, /needs the Kestrivar in the engine room/)
  } finally {
    await context.close()
    await there.close()
  }
})

test('what is said in a room comes out with its terms, the real parts together', async () => {
  const { roomId, own, documentId } = await room()
  await vocabulary.change(own, { term: termSchema.parse({ term: 'weir plate', translations: { pt: 'placa vertedora' } }) })
  const context = openRoomContext({ db, search: async () => [], metrics: noMetrics, log: silentLog, now: Date.now, patienceMs: 60_000 })
  try {
    const line = await context.open(roomId).inContext('The kestra var is behind the wear plate.', 'en')
    assert.equal(line.text, 'The Kestrivar is behind the weir plate.')
    assert.deepEqual(line.helped.map(({ term: text, document }) => [text, document?.documentId ?? null, document?.page ?? null]), [['Kestrivar', documentId, 2], ['weir plate', null, null]])
    assert.deepEqual(context.open(roomId).terms(line.text, 'en', 'pt'), [{ source: 'weir plate', target: 'placa vertedora' }])
  } finally {
    await context.close()
  }
})

test('a change of the vocabulary is in the next line of every process after two seconds', async () => {
  const { roomId, own } = await room()
  const clock = createFakeClock(1_000)
  const open = () => openRoomContext({ db, search: async () => [], metrics: noMetrics, log: silentLog, now: clock.now, patienceMs: 60_000 })
  const processes = [open(), open()]
  const said = () => Promise.all(processes.map(async (context) => (await context.open(roomId).inContext('Ask the wear plate team.', 'en')).text))
  try {
    assert.deepEqual(await said(), ['Ask the wear plate team.', 'Ask the wear plate team.'])
    await vocabulary.change(own, term('weir plate'))
    clock.advance(2_000)
    for (const context of processes) context.open(roomId)
    await Promise.all(processes.map((context) => context.settled()))
    assert.deepEqual(await said(), ['Ask the weir plate team.', 'Ask the weir plate team.'])
  } finally {
    await Promise.all(processes.map((context) => context.close()))
  }
})
