import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Tier } from '../../domain/tier.ts'
import { TERMS_MAX, termSchema } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, corrections, documents, documentTerms, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import { addAccount, addLines, addMeeting, sampleLine } from '../transcripts/testing.ts'
import { createVocabulary } from './vocabulary.ts'
import type { Vocabulary } from './vocabulary.ts'

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

const refused = (code: ErrorCode, words = /./) => (error: unknown) => error instanceof DomainError && error.code === code && words.test(error.message)
const person = async (tier: Tier = 'pro') => ({ accountId: await addAccount(db, 'Ada', { tier }), teamId: null })
const term = (text: string, more: object = {}) => ({ term: termSchema.parse({ term: text, ...more }) })
const words = async (of: Parameters<Vocabulary['list']>[0]) => (await vocabulary.list(of)).terms.map((one) => one.term)
const csv = (...rows: string[]) => new TextEncoder().encode(`${rows.join('\n')}\n`)

test('terms are added, changed and removed, and each change counts', async () => {
  const own = await person()
  assert.deepEqual(await vocabulary.list(own), { terms: [], version: 0, tier: 'pro', changes: true, teamName: null })
  const { termId } = await vocabulary.change(own, term(' Spool  valve ', { translations: { pt: 'válvula', vi: ' ' } }))
  await vocabulary.change(own, term('Halvex', { doNotTranslate: true }))
  await vocabulary.change(own, { termId, ...term('spool valve', { sounds: 'spool' }) })
  const { terms, version } = await vocabulary.list(own)
  assert.deepEqual(terms.map(({ term: text, sounds, translations }) => [text, sounds, translations]), [['Halvex', '', {}], ['spool valve', 'spool', {}]])
  assert.equal(version, 3)
  await vocabulary.remove(own, termId)
  assert.deepEqual(await words(own), ['Halvex'])
  await assert.rejects(vocabulary.remove(own, termId), refused('not-found'))
  await assert.rejects(vocabulary.remove(own, 'nothing'), refused('not-found'))
  await assert.rejects(vocabulary.change(own, { termId, ...term('x') }), refused('not-found'))
  await assert.rejects(vocabulary.change(own, term('HALVEX')), refused('conflict', /HALVEX/))
})

test('a plan without vocabulary is refused with its name, but may see and take away what is there', async () => {
  for (const tier of ['free', 'premium'] as const) await assert.rejects(vocabulary.change(await person(tier), term('Halvex')), refused('forbidden', new RegExp(tier)))
  const own = await person()
  const { termId } = await vocabulary.change(own, term('Halvex'))
  await db.update(accounts).set({ tier: 'free' })
  assert.equal((await vocabulary.list(own)).changes, false)
  await assert.rejects(vocabulary.import(own, csv('term', 'x')), refused('forbidden', /free/))
  await assert.rejects(vocabulary.dismiss(own, 'x'), refused('forbidden', /free/))
  assert.match(await vocabulary.export(own), /Halvex/)
  await vocabulary.remove(own, termId)
})

test('nobody reaches the terms of another account', async () => {
  const [own, other] = [await person(), await person()]
  const { termId } = await vocabulary.change(own, term('Halvex'))
  await assert.rejects(vocabulary.remove(other, termId), refused('not-found'))
  await assert.rejects(vocabulary.change(other, { termId, ...term('Stolen') }), refused('not-found'))
  assert.deepEqual([await words(own), await words(other)], [['Halvex'], []])
})

test('a team’s terms are read by its members, changed by those who run it, and seen by nobody else', async () => {
  const [owner, member, stranger] = [await person(), await person(), await person()]
  const teamId = crypto.randomUUID()
  await db.insert(teams).values({ teamId, name: 'Pumps', createdAt: new Date() })
  for (const [{ accountId }, role] of [[owner, 'owner'], [member, 'member']] as const) await db.insert(teamMembers).values({ teamId, accountId, role, joinedAt: new Date() })
  await vocabulary.change({ ...owner, teamId }, term('Halvex'))
  assert.deepEqual(await words({ ...member, teamId }), ['Halvex'])
  assert.equal((await vocabulary.list({ ...member, teamId })).changes, false)
  assert.deepEqual(await words(owner), [])
  await assert.rejects(vocabulary.change({ ...member, teamId }, term('x')), refused('forbidden', /Pumps/))
  await assert.rejects(vocabulary.list({ ...stranger, teamId }), refused('not-found'))
  await assert.rejects(vocabulary.import({ ...stranger, teamId }, csv('term', 'x')), refused('not-found'))
})

test('a file adds and changes terms up to the thousandth, and says which rows it could not take', async () => {
  const own = await person()
  await vocabulary.change(own, term('Halvex'))
  assert.deepEqual(await vocabulary.import(own, csv('term,pt', 'halvex,aqui', 'spool valve,válvula', ',x')), { added: 1, changed: 1, errors: [{ row: 4, column: 'term', problem: 'term-missing' }] })
  assert.deepEqual((await vocabulary.list(own)).terms.map(({ term: text, translations }) => [text, translations]), [['halvex', { pt: 'aqui' }], ['spool valve', { pt: 'válvula' }]])
  const many = await vocabulary.import(own, csv('term', ...Array.from({ length: TERMS_MAX }, (_, at) => `term ${at}`)))
  assert.deepEqual([many.added, many.changed, many.errors.length, many.errors[0]], [998, 0, 2, { row: 1_000, column: null, problem: 'full' }])
  await assert.rejects(vocabulary.change(own, term('one more')), refused('conflict', /1000 of 1000/))
  await assert.rejects(vocabulary.import(own, csv('nothing')), refused('invalid-values'))
  await assert.rejects(vocabulary.import(own, new Uint8Array(1024 * 1024 + 1)), refused('too-large'))
  assert.equal((await vocabulary.list(own)).version, 3)
})

test('terms are suggested out of corrections and documents, until they are taken or dismissed', async () => {
  const own = await person()
  const { roomId } = await addMeeting(db, { ownerId: own.accountId })
  const line = sampleLine(roomId)
  await addLines(db, line)
  await db.insert(corrections).values({
    correctionId: crypto.randomUUID(), lineId: line.lineId, language: 'en', before: 'Tell draven co.', after: 'Tell Dravenko.', authorId: own.accountId, authorName: 'Ada', correctedAt: new Date(),
  })
  const documentId = crypto.randomUUID()
  await db.insert(documents).values({ documentId, accountId: own.accountId, name: 'manual.txt', state: 'ready', createdAt: new Date(), changedAt: new Date() })
  await db.insert(documentTerms).values([{ documentId, term: 'Zymoport', count: 4, ordinal: 0 }, { documentId, term: 'Halvex', count: 9, ordinal: 0 }])
  assert.deepEqual(await vocabulary.suggest(own), [
    { term: 'Dravenko', heard: 'draven co', count: 1, source: 'transcript' }, { term: 'Halvex', count: 9, source: 'document' }, { term: 'Zymoport', count: 4, source: 'document' },
  ])
  await vocabulary.change(own, term('halvex'))
  await vocabulary.dismiss(own, 'ZYMOPORT')
  assert.deepEqual((await vocabulary.suggest(own)).map((one) => one.term), ['Dravenko'])
  assert.deepEqual(await vocabulary.suggest(await person()), [])
})
