import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { accounts, documentWords } from '../../infra/db/schema/mod.ts'
import { matchingWords } from './matching_words.ts'
import { nearestVectors } from './nearest_vectors.ts'
import { searchedDocuments } from './room_documents.ts'
import { createSearch, fuse } from './search.ts'
import { PART_CHUNKS } from './store_rows.ts'
import { openTestDocuments } from './testing.ts'

let at: Awaited<ReturnType<typeof openTestDocuments>>
before(async () => {
  at = await openTestDocuments()
})
after(() => at.close())

const HANDBOOK = [
  'Holidays are asked for in writing, two weeks ahead. The office closes at six. Visitors sign the book at the door.',
  'The Kestrel relay forwards messages with a latency of nine milliseconds. Error ZX-41 means that its queue is full.',
  'Every bill is paid within thirty days. Suppliers send theirs to the accounts department.',
]

test('a room\'s documents answer by meaning and by words, with document and page', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  const documentId = await at.store({ accountId, roomId }, HANDBOOK)
  const [meaning] = await at.documents.search({ roomId, text: 'How soon does an invoice have to be settled?' })
  assert.deepEqual([meaning!.documentId, meaning!.documentName, meaning!.page, meaning!.chunkId], [documentId, 'Handbook.pdf', 3, `${documentId}.2`])
  assert.match(meaning!.text, /Every bill is paid within thirty days\./)
  const [word] = await at.documents.search({ roomId, text: 'and what is zx-41?' })
  assert.equal(word!.page, 2)
  assert.ok(word!.score > 1 / 61, 'both ways found it')
  assert.ok(word!.similarity! > 0.1 && word!.similarity! < 1)
  assert.equal((await at.documents.search({ roomId, text: 'holidays', limit: 1 })).length, 1)
  assert.deepEqual(await at.documents.search({ roomId, text: ' ' }), [])
  // What the room searched last is begun with; what came since is found all the same.
  const later = await at.store({ accountId, roomId }, ['The Kestrel relay was replaced in May.'])
  assert.deepEqual(new Set((await at.documents.search({ roomId, text: 'Kestrel relay' })).map((one) => one.documentId)), new Set([documentId, later]))
})

test('a question that has nothing to do with the documents finds nothing', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  await at.store({ accountId, roomId }, HANDBOOK)
  for (const text of ['!', '?!…', '🎉', '日本語', 'a'.repeat(200), 'who won the football match', 'how do I bake bread']) {
    assert.deepEqual(await at.documents.search({ roomId, text }), [], text)
  }
  // Without a word in common, but alike; and with a word in common, whatever else is asked.
  assert.deepEqual((await at.documents.search({ roomId, text: 'When may I take a vacation?' })).map(({ page }) => page), [1])
  assert.deepEqual((await at.documents.search({ roomId, text: 'football suppliers' })).map(({ page }) => page), [3])
})

test('nothing of other rooms is found, nor of a room whose plan has no documents, nor what was detached or deleted', async () => {
  const [accountId, stranger] = [await at.person(), await at.person()]
  const [roomId, empty] = [await at.room(accountId), await at.room(stranger)]
  const documentId = await at.store({ accountId, roomId }, HANDBOOK, { terms: [{ term: 'Kestrel', count: 3, ordinal: 1 }] })
  assert.deepEqual(await at.documents.search({ roomId: empty, text: 'Kestrel relay' }), [])
  assert.deepEqual(await at.documents.termsOf(roomId), [{ term: 'Kestrel', count: 3, documentId, chunkId: `${documentId}.1` }])
  const tier = (to: 'free' | 'pro') => at.db.update(accounts).set({ tier: to }).where(eq(accounts.accountId, accountId))
  await tier('free')
  assert.deepEqual([await at.documents.search({ roomId, text: 'Kestrel relay' }), await at.documents.termsOf(roomId), await at.documents.hasAny(roomId)], [[], [], false])
  await tier('pro')
  assert.equal(await at.documents.hasAny(roomId), true)
  await at.documents.detach({ accountId, documentId, roomId })
  assert.deepEqual(await at.documents.search({ roomId, text: 'Kestrel relay' }), [])
  await at.documents.attach({ accountId, documentId, roomId })
  assert.equal((await at.documents.search({ roomId, text: 'Kestrel relay' }))[0]?.documentId, documentId)
  await at.documents.delete({ accountId, documentId })
  assert.deepEqual([await at.documents.search({ roomId, text: 'Kestrel relay' }), await at.documents.termsOf(roomId)], [[], []])
})

test('words are found by the rules of each document\'s language, rare ones first', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  await at.store({ accountId, roomId }, ['Os orçamentos são aprovados pela diretoria. O relatório anual sai em março.'], { name: 'Plano.docx', language: 'pt' })
  await at.store({ accountId, roomId }, ['东京的会议室在三楼。', '大阪的办公室在一楼。'], { name: '手册.txt', language: 'zh' })
  await at.store({ accountId, roomId }, Array.from({ length: 12 }, (_, i) => `The committee met for the ${i}th time and the committee spoke of item ${i === 7 ? 'quetzal' : 'nothing'}.`), { name: 'Minutes.txt' })
  const first = async (text: string) => (await at.documents.search({ roomId, text, limit: 1 }))[0]
  assert.equal((await first('o orçamento anual'))?.documentName, 'Plano.docx')
  assert.equal((await first('东京'))?.page, 1)
  assert.equal((await first('what did the committee say about a quetzal'))?.page, 8)
  assert.deepEqual(await at.documents.search({ roomId, text: '\0', limit: 0 }), [])
})

test('a word of all parts of a long document is left to the rarer ones, and a word of one document finds all of its pieces', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  const long = await at.store({ accountId, roomId }, ['The register opens here.'], { name: 'Register.txt' })
  // A word of more parts than are read, one of a single part, and one of more parts than are counted at first.
  const word = (word: string, part: number, ordinals: number[]) => ({ documentId: long, word, part, ordinals })
  const parts = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)
  await at.db.insert(documentWords).values([
    ...parts(1, 450).map((part) => word('ledger', part, [part * PART_CHUNKS, part * PART_CHUNKS + 1])), word('armadillo', 300, [300 * PART_CHUNKS]),
    ...parts(501, 12).map((part) => word('pangolin', part, [part * PART_CHUNKS])), word('asleep', 507, [507 * PART_CHUNKS]),
  ])
  const among = await searchedDocuments(at.db, roomId)
  const ordinals = async (text: string) => (await matchingWords(at.db, among, text, { limit: 40 })).map(({ ordinal }) => ordinal)
  assert.deepEqual(await ordinals('which ledger mentions the armadillo'), [300 * PART_CHUNKS])
  assert.deepEqual(await ordinals('ledger'), [])
  const found = await ordinals('was the pangolin asleep by the ledger?')
  assert.equal(found.length, 12)
  assert.equal(found[0], 507 * PART_CHUNKS)
})

test('the index of all rooms and the look at each piece of a room find the same', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  await at.store({ accountId, roomId }, [...HANDBOOK, ...Array.from({ length: 20 }, (_, i) => `Chapter ${i} is about ${['birds', 'ships', 'bread', 'stones', 'music'][i % 5]} number ${i}.`)])
  const among = await searchedDocuments(at.db, roomId)
  const vector = await (await at.embedders.best()).embed('a chapter on music')
  const [exact, index] = [await nearestVectors(at.db, among, vector, { limit: 4 }), await nearestVectors(at.db, among, vector, { limit: 4, exactMax: 0 })]
  assert.deepEqual(index.map(({ ordinal }) => ordinal), exact.map(({ ordinal }) => ordinal))
  assert.ok(exact.every(({ similarity }, i) => i === 0 || similarity! <= exact[i - 1]!.similarity!))
})

test('whoever can wait no longer is told so, and what hangs does not pile up', async () => {
  const accountId = await at.person()
  const roomId = await at.room(accountId)
  await at.store({ accountId, roomId }, HANDBOOK)
  let release = () => {}
  const held = new Promise<null>((resolve) => {
    release = () => resolve(null)
  })
  let asked = 0
  const search = createSearch({ db: at.db, embedders: { byModel: () => (asked++, held) } })
  const late = await Promise.allSettled(Array.from({ length: 10 }, () => search({ roomId, text: 'Kestrel', deadlineMs: 30 })))
  assert.ok(late.every((one) => one.status === 'rejected' && (one.reason as { code: string }).code === 'timeout'))
  assert.ok(asked <= 6)
  release()
  // Without its model the words are found still.
  assert.equal((await search({ roomId, text: 'Kestrel' }))[0]?.page, 2)
  assert.equal((await search({ roomId, text: 'Kestrel' }))[0]?.similarity, null)
  const stop = AbortSignal.abort(new Error('the speaker left'))
  await assert.rejects(search({ roomId, text: 'Kestrel', signal: stop }), /the speaker left/)
})

test('what several ways find comes before what one finds first', () => {
  const hit = (ordinal: number) => ({ documentId: 'd', ordinal })
  assert.deepEqual(fuse([[hit(1), hit(2)], [hit(3), hit(2)]]).map(({ ordinal }) => ordinal), [2, 1, 3])
})
