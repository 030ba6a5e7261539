import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../domain/language.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { parseQuery } from './search_query.ts'
import { searchTranscripts } from './search.ts'
import { highlightUnspaced, readMarks } from './snippet.ts'
import { addAccount, addLines, addMeeting, sampleLine } from './testing.ts'

async function withDb(run: (db: Db) => Promise<void>) {
  const { db, close } = await openTestDb()
  try {
    await run(db)
  } finally {
    await close()
  }
}

async function setUp(db: Db) {
  const owner = await addAccount(db, 'Ada')
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner })
  const say = (text: string, language: Language, translations: [Language, string][] = []) =>
    addLines(db, sampleLine(roomId, { text, language, translations: translations.map(([to, text]) => ({ language: to, text, engine: 'x' })) }))
  const find = async (query: string, language?: Language) => (await searchTranscripts({ db }, { accountId: owner, query }, { language })).items
    .map(({ snippet }) => snippet.map(({ text, found }) => (found ? `[${text}]` : text)).join(''))
  return { owner, roomId, meetingId, say, find }
}

test('words are found by the rules of each language, in what was said and in what was read', () => withDb(async (db) => {
  const { say, find } = await setUp(db)
  await say('We were running late', 'en', [['pt', 'Estávamos atrasados']])
  await say('As crianças correram', 'pt', [['en', 'The children ran']])
  await say('Chào các bạn, cuộc họp bắt đầu', 'vi', [['zh', '大家好，会议开始了。']])
  assert.deepEqual(await find('run'), ['We were [running] late'])
  assert.deepEqual(await find('atrasado'), ['Estávamos [atrasados]'])
  assert.deepEqual(await find('criança'), ['As [crianças] correram'])
  assert.deepEqual(await find('cuộc họp'), ['Chào các bạn, [cuộc] [họp] bắt đầu'])
  assert.deepEqual(await find('会议'), ['大家好，[会议]开始了。'])
  assert.deepEqual(await find('议会'), [])
  assert.deepEqual(await find('running', 'pt'), [])
  assert.deepEqual(await find('running', 'en'), ['We were [running] late'])
}))

test('phrases, alternatives and exclusions', () => withDb(async (db) => {
  const { say, find } = await setUp(db)
  await say('The green budget', 'en')
  await say('A budget for green tea', 'en')
  await say('Only tea', 'en')
  assert.deepEqual(await find('"green budget"'), ['The [green] [budget]'])
  assert.deepEqual((await find('tea -green')), ['Only [tea]'])
  assert.equal((await find('tea or budget')).length, 3)
}))

test('a line that says it in two languages comes once', () => withDb(async (db) => {
  const { say, find } = await setUp(db)
  await say('Kubernetes again', 'en', [['pt', 'Kubernetes de novo'], ['vi', 'Lại Kubernetes']])
  assert.equal((await find('kubernetes')).length, 1)
}))

test('pages follow each other without a gap and without a line twice', () => withDb(async (db) => {
  const { say, owner } = await setUp(db)
  for (let at = 0; at < 45; at += 1) await say(`budget ${'word '.repeat(at % 5)}`, 'en')
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await searchTranscripts({ db }, { accountId: owner, query: 'budget' }, { cursor })
    seen.push(...page.items.map(({ lineId }) => lineId))
    cursor = page.next ?? undefined
  } while (cursor)
  assert.equal(seen.length, 45)
  assert.equal(new Set(seen).size, 45)
}))

test('what someone may not read is not found', () => withDb(async (db) => {
  const { say } = await setUp(db)
  await say('A secret plan', 'en')
  const stranger = await addAccount(db, 'Mallory', { isAdmin: true })
  assert.deepEqual((await searchTranscripts({ db }, { accountId: stranger, query: 'secret' })).items, [])
}))

test('whatever is typed is a query and no SQL, and what names nothing finds nothing', () => withDb(async (db) => {
  const { say, find, owner } = await setUp(db)
  await say(`Robert'); drop table lines; -- <b>tags</b> & "quotes"`, 'en')
  for (const typed of [`'; drop table lines; --`, `"unclosed`, `:* & | ! <-> ( )`, `\\`, `a'b"c`, `%_`, '\u0000robert', 'or or', '-', '--x']) await find(typed)
  for (const nothing of ['', '   ', '-budget', '"', '!!!']) assert.deepEqual(await find(nothing), [])
  assert.deepEqual(await find('tags'), [`Robert'); drop table lines; -- <b>[tags]</b> & "quotes"`])
  await assert.rejects(searchTranscripts({ db }, { accountId: owner, query: 'x'.repeat(201) }), (error: DomainError) => error.code === 'invalid-input')
  for (const cursor of ['x', 'WzEsMl0', `${Buffer.from('["a",1,"b"]').toString('base64url')}`]) {
    await assert.rejects(searchTranscripts({ db }, { accountId: owner, query: 'tags' }, { cursor }), (error: DomainError) => error.code === 'invalid-input')
  }
}))

test('long texts are shown around what was found', () => withDb(async (db) => {
  const { say, find } = await setUp(db)
  await say(`${'filler words go here and there '.repeat(30)} needle ${'and on it goes for a while '.repeat(30)}`, 'en')
  const [shown] = await find('needle')
  assert.match(shown!, /\[needle\]/)
  assert.ok(shown!.length < 500)
}))

test('a query is split for languages without spaces; marks become pieces', () => {
  assert.deepEqual(parseQuery('会议 plan -"今天"'), { spaced: '会议 plan -"今天"', unspaced: '"会  议" plan -"今  天"' })
  assert.equal(parseQuery('-plan'), null)
  assert.deepEqual(readMarks('a \u0002b\u0003 c \u0002d\u0003'), [
    { text: 'a ', found: false }, { text: 'b', found: true }, { text: ' c ', found: false }, { text: 'd', found: true },
  ])
  assert.deepEqual(highlightUnspaced('a(b)c', '(b)'), [{ text: 'a', found: false }, { text: '(b)', found: true }, { text: 'c', found: false }])
})
