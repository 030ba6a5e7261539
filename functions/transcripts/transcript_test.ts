import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '../../domain/errors.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { roomHosts, rooms, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import type { Translator } from '../../models/translation/translator.ts'
import { correctLine } from './correct_line.ts'
import { listMeetings } from './list_meetings.ts'
import { translationQuality } from './quality.ts'
import { rateCaption, rateLine } from './rate_line.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from './testing.ts'
import { readTranscript } from './transcript.ts'

const now = () => BEGAN_MS + 5_000_000
const code = (expected: ErrorCode) => (error: unknown) => error instanceof DomainError && error.code === expected
const translator: Pick<Translator, 'translate'> = {
  async translate(text, { to }) {
    if (to === 'de') throw new DomainError('timeout', 'Too slow')
    return { language: to, text: `${to}(${text})`, engine: 'again' }
  },
}

async function withDb(run: (db: Db) => Promise<void>) {
  const { db, close } = await openTestDb()
  try {
    await run(db)
  } finally {
    await close()
  }
}

/** A meeting with its owner, a team member, someone who was there and someone who has nothing to do with it. */
async function setUp(db: Db) {
  const [owner, colleague, speaker, cohost, stranger] = [
    await addAccount(db, 'Owner'), await addAccount(db, 'Colleague'), await addAccount(db, 'Ada'), await addAccount(db, 'Cohost'), await addAccount(db, 'Root', { isAdmin: true }),
  ]
  const teamId = crypto.randomUUID()
  await db.insert(teams).values({ teamId, name: 'Team', createdAt: new Date(BEGAN_MS) })
  await db.insert(teamMembers).values({ teamId, accountId: colleague, role: 'member', joinedAt: new Date(BEGAN_MS) })
  const { meetingId, roomId } = await addMeeting(db, { ownerId: owner, teamId, people: { ada: speaker, cohost, guest: null } })
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId: owner, createdAt: new Date(BEGAN_MS) })
  await db.insert(roomHosts).values({ roomId, accountId: cohost })
  const line = sampleLine(roomId, { translations: [{ language: 'pt', text: 'Bom dia', engine: 'bergamot' }, { language: 'de', text: 'Guten Morgen', engine: 'nllb' }] })
  await addLines(db, line)
  const correct = (accountId: string, language: 'en' | 'pt' | 'vi', text: string) =>
    correctLine({ db, translator, now }, { meetingId, lineId: line.lineId, language, text }, { accountId, name: 'Someone' })
  const read = (accountId: string) => readTranscript({ db }, { meetingId, accountId })
  return { owner, colleague, speaker, cohost, stranger, meetingId, roomId, line, correct, read }
}

test('the owner, the team and those who were there read it; nobody else does, administrators included', () => withDb(async (db) => {
  const { owner, colleague, speaker, stranger, meetingId, read } = await setUp(db)
  for (const accountId of [owner, colleague, speaker]) {
    const transcript = await read(accountId)
    assert.deepEqual(transcript.page[0]!.texts.map(({ language, text }) => `${language} ${text}`), ['en Good morning everyone', 'de Guten Morgen', 'pt Bom dia'])
    assert.deepEqual(transcript.languages, [{ language: 'de', lines: 1 }, { language: 'en', lines: 1 }, { language: 'pt', lines: 1 }])
    assert.deepEqual((await listMeetings({ db }, accountId)).items.map((meeting) => [meeting.meetingId, meeting.lines]), [[meetingId, 1]])
  }
  await assert.rejects(read(stranger), code('not-found'))
  assert.deepEqual((await listMeetings({ db }, stranger)).items, [])
  for (const foreign of [crypto.randomUUID(), 'no-uuid', "' or 1=1 --", '']) {
    await assert.rejects(readTranscript({ db }, { meetingId: foreign, accountId: owner }), code('not-found'))
  }
}))

test('long lists and transcripts come in pages, forwards, backwards and from a line on', () => withDb(async (db) => {
  const owner = await addAccount(db, 'Owner')
  const { meetingId, roomId } = await addMeeting(db, { ownerId: owner, people: { ada: owner } })
  for (let day = 1; day <= 24; day += 1) await addMeeting(db, { ownerId: owner, startMs: BEGAN_MS - Math.floor(day / 2) * 86_400_000, people: { ada: owner } })
  const first = await listMeetings({ db }, owner)
  const second = await listMeetings({ db }, owner, { cursor: first.next! })
  assert.equal(second.next, null)
  const listed = [...first.items, ...second.items]
  assert.equal(new Set(listed.map((meeting) => meeting.meetingId)).size, 25)
  assert.deepEqual(listed.map(({ startMs }) => startMs), listed.map(({ startMs }) => startMs).sort((a, b) => b - a))

  const said = Array.from({ length: 130 }, (_, at) => sampleLine(roomId, { lineId: `line-${String(at).padStart(3, '0')}`, startMs: BEGAN_MS + Math.floor(at / 2) * 1_000, translations: [] }))
  await addLines(db, ...said)
  const page = (cursor?: string, at?: string) => readTranscript({ db }, { meetingId, accountId: owner, cursor, at })
  const shown = (transcript: Awaited<ReturnType<typeof page>>) => [transcript.page[0]!.lineId, transcript.page.at(-1)!.lineId, transcript.page.length]
  const one = await page()
  const two = await page(one.next!)
  const three = await page(two.next!)
  assert.deepEqual([one, two, three].map(shown), [['line-000', 'line-049', 50], ['line-050', 'line-099', 50], ['line-100', 'line-129', 30]])
  assert.deepEqual([one.previous, three.next], [null, null])
  assert.deepEqual(shown(await page(three.previous!)), shown(two))
  assert.deepEqual(shown(await page((await page(two.previous!)).next!)), shown(two))
  const found = await page(undefined, 'line-090')
  assert.deepEqual(shown(found), ['line-090', 'line-129', 40])
  assert.deepEqual(shown(await page(found.previous!)), ['line-040', 'line-089', 50])
  assert.deepEqual(shown(await page(undefined, 'unknown')), shown(one))
  await assert.rejects(page('tampered'), code('invalid-input'))
}))

test('a corrected original is kept with what stood there before, and translated again', () => withDb(async (db) => {
  const { speaker, read, correct } = await setUp(db)
  const { line, stale } = await correct(speaker, 'en', '  Good evening\neveryone ')
  assert.deepEqual(line.texts.map(({ text, engine }) => [text, engine]), [['Good evening everyone', 'person'], ['Guten Morgen', 'nllb'], ['pt(Good evening everyone)', 'again']])
  assert.deepEqual(stale, ['de'])
  assert.deepEqual(line.corrections, [{ language: 'en', before: 'Good morning everyone', after: 'Good evening everyone', authorName: 'Someone', correctedMs: now() }])
  assert.deepEqual((await read(speaker)).page[0], line)
}))

test('a translation that a person wrote stays when the original is corrected', () => withDb(async (db) => {
  const { owner, cohost, correct } = await setUp(db)
  await correct(cohost, 'pt', 'Bom dia, gente')
  const { line } = await correct(owner, 'en', 'Good evening')
  assert.deepEqual(line.texts.find(({ language }) => language === 'pt'), { language: 'pt', text: 'Bom dia, gente', original: false, engine: 'person', right: 0, wrong: 0, mine: null })
  assert.equal(line.corrections.length, 2)
}))

test('the same text again is no correction; two people at once leave both of theirs', () => withDb(async (db) => {
  const { owner, cohost, read, correct } = await setUp(db)
  await correct(owner, 'en', 'Good morning everyone')
  assert.deepEqual((await read(owner)).page[0]!.corrections, [])
  await Promise.all([correct(owner, 'pt', 'um'), correct(cohost, 'pt', 'dois')])
  const { corrections, texts } = (await read(owner)).page[0]!
  assert.deepEqual(corrections.map(({ before }) => before)[1], corrections[0]!.after)
  assert.equal(texts.find(({ language }) => language === 'pt')!.text, corrections[1]!.after)
}))

test('who may not correct, and what cannot be corrected', () => withDb(async (db) => {
  const { owner, colleague, stranger, meetingId, correct } = await setUp(db)
  await assert.rejects(correct(colleague, 'en', 'x'), code('forbidden'))
  await assert.rejects(correct(stranger, 'en', 'x'), code('not-found'))
  await assert.rejects(correct(owner, 'vi', 'x'), code('not-found'))
  for (const bad of ['', ' \n ', 'x'.repeat(2_001)]) await assert.rejects(correct(owner, 'en', bad), code('invalid-input'))
  const other = await addMeeting(db, { ownerId: stranger })
  const foreign = sampleLine(other.roomId)
  await addLines(db, foreign)
  await assert.rejects(correctLine({ db, translator, now }, { meetingId, lineId: foreign.lineId, language: 'en', text: 'x' }, { accountId: owner, name: 'O' }), code('not-found'))
}))

test('one answer a person and translation, counted for its engine, also after a correction', () => withDb(async (db) => {
  const { owner, colleague, stranger, speaker, meetingId, roomId, line, correct } = await setUp(db)
  const deps = { db, now, log: silentLog }
  const rate = (accountId: string, value: 1 | -1 | null, language: 'pt' | 'en' | 'vi' = 'pt') => rateLine(deps, { meetingId, lineId: line.lineId, language, value }, { accountId })
  const counts = (shown: Awaited<ReturnType<typeof rate>>) => shown.texts.filter(({ language }) => language === 'pt').map(({ right, wrong, mine }) => [right, wrong, mine])[0]
  await rate(owner, 1)
  await rate(owner, -1)
  await rateCaption(deps, { roomId, lineId: line.lineId, language: 'pt', value: 1 }, { peerId: 'guest', accountId: null })
  assert.deepEqual(counts(await rate(colleague, -1)), [1, 2, -1])
  assert.deepEqual(counts(await rate(colleague, null)), [1, 1, null])
  await correct(speaker, 'en', 'Good evening')
  assert.deepEqual(counts(await rate(owner, 1)), [1, 0, 1])
  assert.deepEqual(await translationQuality({ db }, { sinceMs: BEGAN_MS }), [
    { engine: 'again', from: 'en', to: 'pt', right: 1, wrong: 0 }, { engine: 'bergamot', from: 'en', to: 'pt', right: 1, wrong: 0 },
  ])
  await assert.rejects(rate(owner, 1, 'en'), code('invalid-input'))
  await assert.rejects(rate(owner, 1, 'vi'), code('not-found'))
  await assert.rejects(rate(stranger, 1), code('not-found'))
  await assert.rejects(rateCaption(deps, { roomId: 'another', lineId: line.lineId, language: 'pt', value: 1 }, { peerId: 'guest', accountId: null }), code('not-found'))
}))
