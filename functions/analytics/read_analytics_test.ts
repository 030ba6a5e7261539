import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { lines, lineSpeakers, lineTexts, meetings, meetingSpeakers, meetingUsage, teamMembers, teams, textMeasures } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import type { TestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import { eraseAccountHistory } from '../transcripts/erase_account.ts'
import { eraseMeeting } from '../transcripts/erase_meeting.ts'
import { addAccount, addLines, addMeeting, sampleLine } from '../transcripts/testing.ts'
import { countByHand } from './_by_hand.ts'
import { countQuestion } from './count_question.ts'
import { countUsage } from './count_usage.ts'
import { lastDays } from './days.ts'
import { readAnalytics } from './read_analytics.ts'
import { fillAnalytics } from './testing.ts'

// Lisbon's clocks went back on 25 October 2026: that day has 25 hours.
const NOW_MS = Date.UTC(2026, 9, 30, 15)
const MINUTE_MS = 60_000

let opened: TestDb
before(async () => {
  opened = await openTestDb()
})
beforeEach(async () => {
  await opened.db.delete(meetings)
})
after(() => opened.close())

const now = () => NOW_MS
const day = <Day extends { readonly day: string }>(days: readonly Day[], name: string) => days.find((each) => each.day === name)

test('every figure is what plain rows add up to, in time zones before and behind, over a change of clocks, empty days and new names', async () => {
  const { db } = opened
  const [owner, guest] = [await addAccount(db, 'Ada', { tier: 'pro' }), await addAccount(db, 'Bia')]
  await fillAnalytics(db, { ownerId: owner, accountIds: [owner, guest], untilMs: NOW_MS, days: 40, captions: 400 })
  const other = await addAccount(db, 'Caio')
  await fillAnalytics(db, { ownerId: other, accountIds: [other, guest], untilMs: NOW_MS, days: 30, captions: 100, seed: 2 })
  for (const [timeZone, days] of [['Europe/Lisbon', 30], ['Asia/Kathmandu', 30], ['America/St_Johns', 7]] as const) {
    const read = await readAnalytics({ db, now }, { whose: { accountId: owner }, days, timeZone })
    const { names } = lastDays({ nowMs: NOW_MS, count: days, timeZone })
    assert.deepEqual(read, await countByHand(db, { isTheirs: ({ ownerId }) => ownerId === owner, days: names, timeZone, named: true }))
  }
  const read = await readAnalytics({ db, now }, { whose: 'everyone', days: 30, timeZone: 'UTC' })
  const { names } = lastDays({ nowMs: NOW_MS, count: 30, timeZone: 'UTC' })
  assert.deepEqual(read, await countByHand(db, { isTheirs: () => true, days: names, timeZone: 'UTC', named: false }))
  assert.ok(read.days.some(({ captions }) => captions === 0) && read.days.some(({ talkMs, heardMs }) => talkMs > heardMs && heardMs > 0), 'empty days, and talk that overlaps')
  assert.equal(read.people, null, 'sums alone')

  // What is erased was never there.
  const [first] = await db.select().from(meetings).where(eq(meetings.ownerId, owner))
  await eraseMeeting({ db, blob: createMemoryBlobs(), log: silentLog }, first!.meetingId)
  await eraseAccountHistory({ db, blob: createMemoryBlobs(), log: silentLog }, { accountId: guest })
  const left = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 30, timeZone: 'Europe/Lisbon' })
  const lisbon = lastDays({ nowMs: NOW_MS, count: 30, timeZone: 'Europe/Lisbon' }).names
  assert.deepEqual(left, await countByHand(db, { isTheirs: ({ ownerId }) => ownerId === owner, days: lisbon, timeZone: 'Europe/Lisbon', named: true }))
  assert.ok(left.people!.some(({ name, guest }) => name === '' && !guest), 'someone whose account is gone')
  assert.ok(!JSON.stringify(left).includes('Person 1'))
})

test('talk is counted once for who overlaps themselves, and for each of those who talk at once', async () => {
  const { db } = opened
  const owner = await addAccount(db, 'Ada')
  const startMs = Date.UTC(2026, 9, 30, 10)
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner, startMs, people: { ada: owner, bob: null } })
  const say = (peerId: string, fromS: number, toS: number, more: object = {}) =>
    sampleLine(roomId, { peerId, speakerName: peerId === 'ada' ? 'Ada' : 'Bob', startMs: startMs + fromS * 1_000, endMs: startMs + toS * 1_000, translations: [], ...more })
  await addLines(db, say('ada', 0, 10), say('ada', 9, 15), say('ada', 2, 4), say('bob', 12, 20, { language: 'pt' }), sampleLine(roomId, { kind: 'chat', startMs, endMs: startMs + 50_000 }))
  const { days, people, languages } = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 7, timeZone: 'UTC' })
  const today = day(days, '2026-10-30')!
  assert.deepEqual(today, { ...today, meetings: 1, captions: 4, talkMs: 23_000, heardMs: 20_000, lag: null, measured: 0 })
  assert.deepEqual(people!.map(({ name, guest, language, talkMs }) => [name, guest, language, talkMs]), [['Ada', false, 'en', 15_000], ['Bob', true, 'pt', 8_000]])
  assert.deepEqual(languages.map(({ language, captions, talkMs }) => [language, captions, talkMs]), [['en', 3, 15_000], ['pt', 1, 8_000]])
  assert.equal(day(days, '2026-10-29')!.captions, 0)
  await countUsage(db, { meetingId, kind: 'document-caption', atMs: startMs + MINUTE_MS })
  await countUsage(db, { meetingId, kind: 'document-caption', atMs: startMs + 2 * MINUTE_MS, by: 2 })
  const helped = say('bob', 30, 31, { helpedBy: { document: true, vocabulary: true } })
  await addLines(db, helped, helped, say('bob', 32, 33, { helpedBy: { document: false, vocabulary: true } }))
  await countQuestion({ db, now }, roomId)
  await db.update(meetings).set({ endedAt: null })
  await countQuestion({ db, now }, roomId)
  await countQuestion({ db, now }, 'no-such-room')
  const used = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 7, timeZone: 'UTC' })
  assert.deepEqual(day(used.days, '2026-10-30')!.usage, { 'document-caption': 4, 'document-question': 1, 'vocabulary-caption': 2 })
  assert.equal(await db.$count(meetingUsage), 3)
})

test('who changes their name in a meeting that goes past midnight is one person, under the name that they used last', async () => {
  const { db } = opened
  const owner = await addAccount(db, 'Ada')
  const startMs = Date.UTC(2026, 9, 30) - MINUTE_MS
  const { roomId } = await addMeeting(db, { ownerId: owner, startMs, people: { bob: null } })
  for (const [speakerName, minutes] of [['Bob', 0], ['Robert', 2], ['Bob', 1]] as const) {
    await addLines(db, sampleLine(roomId, { peerId: 'bob', speakerName, startMs: startMs + minutes * MINUTE_MS, endMs: startMs + minutes * MINUTE_MS + 5_000, translations: [] }))
  }
  const { days, people } = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 7, timeZone: 'UTC' })
  assert.deepEqual(people!.map(({ name, captions, talkMs }) => [name, captions, talkMs]), [['Robert', 3, 15_000]])
  assert.deepEqual(days.slice(-2).map(({ captions }) => captions), [1, 2])
})

test('who was named at a shared microphone has their own words, everyone else’s stay with whose it is', async () => {
  const { db } = opened
  const owner = await addAccount(db, 'Ada')
  const startMs = Date.UTC(2026, 9, 30, 10)
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner, startMs, people: { ada: owner } })
  const say = (fromS: number, toS: number, peerId = 'ada') => sampleLine(roomId, { peerId, startMs: startMs + fromS * 1_000, endMs: startMs + toS * 1_000, translations: [] })
  const [both, atOnce, unknown, whole] = [say(0, 10), say(20, 24), say(30, 36), say(40, 42)]
  await addLines(db, both, atOnce, unknown, whole, say(50, 53))
  const speaker = (speakerId: string, number: number, name: string | null, mergedInto: string | null = null) => ({ meetingId, peerId: 'ada', speakerId, number, name, mergedInto })
  await db.insert(meetingSpeakers).values([speaker('s1', 1, 'Grace'), speaker('s2', 2, null), speaker('s3', 3, 'Gone', 's1')])
  const parts = (...of: [string[], number][]) => of.map(([speakerIds, endMs], at) => ({ speakerIds, end: at + 1, endMs }))
  await db.insert(lineSpeakers).values([
    { lineId: both.lineId, meetingId, peerId: 'ada', parts: parts([['s1'], 4_000], [['s2'], 10_000]) },
    { lineId: atOnce.lineId, meetingId, peerId: 'ada', parts: parts([['s1', 's2'], 4_000]) },
    { lineId: unknown.lineId, meetingId, peerId: 'ada', parts: parts([['s3'], 2_000], [[], 6_000]) },
    { lineId: whole.lineId, meetingId, peerId: 'ada', parts: parts([['s1'], 2_000]) },
  ])
  const { days, people } = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 7, timeZone: 'UTC' })
  assert.deepEqual(people!.map(({ name, guest, captions, talkMs }) => [name, guest, captions, talkMs]), [['Ada', false, 4, 19_000], ['Grace', true, 3, 10_000]])
  assert.equal(day(days, '2026-10-30')!.talkMs, 25_000, 'a microphone’s time counts once')
})

test('how long captions took comes with their lines, once, and goes with them', async () => {
  const { db } = opened
  const owner = await addAccount(db, 'Ada')
  const startMs = Date.UTC(2026, 9, 30, 10)
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner, startMs, people: { ada: owner } })
  const line = sampleLine(roomId, { startMs, endMs: startMs + 1_000, translations: [], lagMs: 400.4 })
  const translated = { ...line, lagMs: undefined, translations: [{ language: 'pt' as const, text: 'Bom dia', engine: 'bergamot', lagMs: 650, cached: true }, { language: 'vi' as const, text: 'Chào', engine: 'nllb', lagMs: -5 }] }
  await addLines(db, line, translated, translated, { ...translated, translations: [{ ...translated.translations[0]!, lagMs: 9_000 }] })
  await addLines(db, sampleLine(roomId, { startMs: startMs + 5_000, endMs: startMs + 6_000 }))
  const { days, lag } = await readAnalytics({ db, now }, { whose: { accountId: owner }, days: 7, timeZone: 'UTC' })
  assert.deepEqual(lag, { p50Ms: 400, p95Ms: 650, p99Ms: 650 })
  const today = day(days, '2026-10-30')!
  assert.deepEqual([today.measured, today.translations, today.cached], [3, 2, 1])
  await eraseMeeting({ db, blob: createMemoryBlobs(), log: silentLog }, meetingId)
  assert.deepEqual([await db.$count(textMeasures), await db.$count(lines), await db.$count(lineTexts)], [0, 0, 0])
})

test('an account sees its own meetings and those of its teams, not those that it only attended', async () => {
  const { db } = opened
  const [owner, member, stranger] = [await addAccount(db, 'Ada'), await addAccount(db, 'Bia'), await addAccount(db, 'Caio')]
  const teamId = crypto.randomUUID()
  await db.insert(teams).values({ teamId, name: 'Team', createdAt: new Date(NOW_MS) })
  await db.insert(teamMembers).values({ teamId, accountId: member, role: 'member', joinedAt: new Date(NOW_MS) })
  const startMs = Date.UTC(2026, 9, 30, 10)
  const shared = await addMeeting(db, { ownerId: owner, teamId, startMs, people: { ada: owner, caio: stranger } })
  const own = await addMeeting(db, { ownerId: owner, startMs, people: { ada: owner, caio: stranger } })
  for (const { roomId } of [shared, own]) await addLines(db, sampleLine(roomId, { startMs, endMs: startMs + 1_000 }))
  const captions = async (accountId: string) => (await readAnalytics({ db, now }, { whose: { accountId }, days: 7, timeZone: 'UTC' })).days.reduce((sum, each) => sum + each.captions, 0)
  assert.deepEqual([await captions(owner), await captions(member), await captions(stranger)], [2, 1, 0])
})
