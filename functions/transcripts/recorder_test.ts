import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import { createMeetingOf } from './meeting_of.ts'
import type { MeetingOf } from './meeting_of.ts'
import { openRecorder } from './recorder.ts'
import { addAccount, addMeeting, BEGAN_MS, sampleLine } from './testing.ts'

async function withDb(run: (db: Db, folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-recorder-'))
  const { db, close } = await openTestDb()
  try {
    await run(db, folder)
  } finally {
    await close()
    await rm(folder, { recursive: true })
  }
}

const deps = (db: Db, folder: string, meetingOf: MeetingOf = createMeetingOf({ db })) => ({ db, folder, meetingOf, clock: createFakeClock(), log: silentLog })

const addRoom = (db: Db, roomId: string) => db.insert(rooms).values({ roomId, name: roomId, createdAt: new Date(BEGAN_MS) })

const textsOf = async (db: Db, lineId: string) => (await db.query.lineTexts.findMany({ where: (table, { eq }) => eq(table.lineId, lineId) }))
  .map(({ language, text, original }) => `${language}${original ? '*' : ''} ${text}`).sort()

test('a line is stored once however often it comes, and gains the translations that came later', () => withDb(async (db, folder) => {
  const accountId = await addAccount(db, 'Ada')
  const { meetingId, roomId } = await addMeeting(db, { people: { ada: accountId } })
  const recorder = await openRecorder(deps(db, folder))
  const line = sampleLine(roomId, { translations: [] })
  await recorder.record(line)
  await recorder.record({ ...line, translations: [{ language: 'pt', text: 'Bom dia', engine: 'bergamot' }] })
  await recorder.record({ ...line, text: 'heard otherwise', translations: [{ language: 'pt', text: 'Oi', engine: 'x' }, { language: 'vi', text: 'Xin chào', engine: 'x' }] })
  await recorder.stored()
  assert.equal(recorder.pending, 0)
  const [stored, ...others] = await db.query.lines.findMany()
  assert.deepEqual(others, [])
  assert.equal(stored!.meetingId, meetingId)
  assert.equal(stored!.accountId, accountId)
  assert.equal(stored!.startedAt.getTime(), line.startMs)
  assert.deepEqual(await textsOf(db, line.lineId), ['en* Good morning everyone', 'pt Bom dia', 'vi Xin chào'])
  assert.equal((await db.query.meetingPeople.findFirst())!.lines, 1)
  await recorder.close()
}))

test('a room without a meeting gets one, with the history of its owner’s tier', () => withDb(async (db, folder) => {
  await addRoom(db, 'a-room')
  const recorder = await openRecorder(deps(db, folder))
  await Promise.all([recorder.record(sampleLine('a-room', { startMs: BEGAN_MS })), recorder.record(sampleLine('a-room', { startMs: BEGAN_MS + 5_000, peerId: 'bea' }))])
  await recorder.stored()
  const [meeting, ...others] = await db.query.meetings.findMany()
  assert.deepEqual(others, [])
  assert.equal(meeting!.expiresAt!.getTime() - meeting!.startedAt.getTime(), 7 * 86_400_000)
  assert.equal((await db.query.lines.findMany()).length, 2)
  await recorder.close()
}))

test('what is said in a room that was deleted is not kept, and holds up nothing', () => withDb(async (db, folder) => {
  const { roomId } = await addMeeting(db)
  const recorder = await openRecorder(deps(db, folder))
  const kept = sampleLine(roomId)
  await recorder.record(sampleLine('deleted', { startMs: BEGAN_MS }))
  await recorder.record(kept)
  await recorder.stored()
  assert.deepEqual((await db.query.lines.findMany()).map(({ lineId }) => lineId), [kept.lineId])
  assert.equal((await db.query.meetings.findMany()).length, 1)
  await recorder.close()
}))

test('a line belongs to the meeting of its time, also when the room has another one since', () => withDb(async (db) => {
  const first = await addMeeting(db)
  await db.insert(rooms).values({ roomId: first.roomId, name: 'Weekly', createdAt: new Date(BEGAN_MS) })
  const meetingOf = createMeetingOf({ db })
  assert.equal((await meetingOf(first.roomId, BEGAN_MS + 60_000)).meetingId, first.meetingId)
  const later = await meetingOf(first.roomId, BEGAN_MS + 86_400_000)
  assert.notEqual(later.meetingId, first.meetingId)
  assert.equal((await meetingOf(first.roomId, BEGAN_MS + 60_000)).meetingId, first.meetingId)
  assert.equal((await meetingOf(first.roomId, BEGAN_MS + 2 * 86_400_000)).meetingId, later.meetingId)
}))

test('while the database is away lines wait in order, and are stored when it is back', () => withDb(async (db, folder) => {
  const { roomId } = await addMeeting(db)
  let away = true
  const meetingOf = createMeetingOf({ db })
  let retry = (_run: () => void) => {}
  const failed = new Promise<() => void>((resolve) => { retry = resolve })
  const recorder = await openRecorder({
    db, folder, log: silentLog,
    clock: { now: Date.now, after: (_ms, run) => (retry(run), () => {}) },
    async meetingOf(...at) {
      if (away) throw new DomainError('unavailable', 'Cannot reach the database')
      return meetingOf(...at)
    },
  })
  const recorded = Array.from({ length: 5 }, () => sampleLine(roomId))
  for (const line of recorded) await recorder.record(line)
  const tryAgain = await failed
  assert.equal(recorder.pending, 5)
  away = false
  tryAgain()
  await recorder.stored()
  const lines = await db.query.lines.findMany({ orderBy: (table, { asc }) => asc(table.startedAt) })
  assert.deepEqual(lines.map(({ lineId }) => lineId), recorded.map(({ lineId }) => lineId))
  await recorder.close()
}))

test('what is not stored when the process ends is stored by the next one', () => withDb(async (db, folder) => {
  const { roomId } = await addMeeting(db)
  const first = await openRecorder(deps(db, folder, async () => { throw new DomainError('unavailable', 'Cannot reach the database') }))
  const line = sampleLine(roomId)
  await first.record(line)
  await first.close()
  assert.deepEqual(await db.query.lines.findMany(), [])
  const second = await openRecorder(deps(db, folder))
  await second.stored()
  assert.deepEqual((await db.query.lines.findMany()).map(({ lineId }) => lineId), [line.lineId])
  await second.close()
}))

test('a line that the database can never take does not hold up the others; control characters are no reason', () => withDb(async (db, folder) => {
  const { roomId } = await addMeeting(db)
  const recorder = await openRecorder(deps(db, folder))
  await recorder.record({ ...sampleLine(roomId), startMs: Number.NaN })
  await recorder.record({ ...sampleLine(roomId), confidence: Infinity, lineId: 'odd' })
  const line = sampleLine(roomId, { text: 'zero\u0000 and half \ud800', translations: [], speakerName: 'A\u0000da' })
  await recorder.record(line)
  await recorder.stored()
  assert.deepEqual(await textsOf(db, line.lineId), ['en* zero and half \ufffd'])
  await recorder.close()
}))
