import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import type { Database } from '../../infra/db/db.ts'
import { openPostgres } from '../../infra/db/postgres.ts'
import { lines, lineTexts, meetings } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { startPostgres } from '../../tests/servers/postgres.ts'
import type { TestServer } from '../../tests/servers/test_server.ts'
import { countByHand } from '../analytics/_by_hand.ts'
import { lastDays } from '../analytics/days.ts'
import { readAnalytics } from '../analytics/read_analytics.ts'
import { fillAnalytics } from '../analytics/testing.ts'
import { exportTranscript } from './export/export_transcript.ts'
import { listMeetings } from './list_meetings.ts'
import { createMeetingOf } from './meeting_of.ts'
import { openRecorder } from './recorder.ts'
import { eraseExpired } from './retention.ts'
import { searchTranscripts } from './search.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from './testing.ts'
import { readTranscript } from './transcript.ts'

let server: TestServer
let database: Database

before(async () => {
  server = await startPostgres()
  database = await openPostgres(server.url)
})
beforeEach(async () => {
  await database.db.delete(meetings)
})
after(async () => {
  await database?.close()
  await server?.stop()
})

test('lines that are recorded while the database is killed, ten times over, are all stored afterwards, none twice', async () => {
  const { db } = database
  const folder = await mkdtemp(join(tmpdir(), 'parley-recorder-'))
  const { roomId, meetingId } = await addMeeting(db)
  const recorder = await openRecorder({ db, folder, clock: systemClock, log: silentLog, meetingOf: createMeetingOf({ db }) })
  const recorded: string[] = []
  const say = async () => {
    const line = sampleLine(roomId, { translations: [] })
    recorded.push(line.lineId)
    await recorder.record(line)
    await recorder.record({ ...line, translations: [{ language: 'pt', text: 'Bom dia', engine: 'bergamot' }] })
  }
  for (let round = 0; round < 10; round += 1) {
    await say()
    const dying = server.kill9()
    await Promise.all([say(), say(), dying])
    await say()
    assert.ok(recorder.pending > 0)
    await Promise.all([server.restart(), say()])
  }
  await recorder.stored()
  assert.equal(recorder.pending, 0)
  const stored = await db.select({ lineId: lines.lineId, meetingId: lines.meetingId }).from(lines)
  assert.deepEqual(stored.map(({ lineId }) => lineId).sort(), [...recorded].sort())
  assert.ok(stored.every((line) => line.meetingId === meetingId))
  assert.equal(await db.$count(lineTexts), 2 * recorded.length)
  const [person] = await db.query.meetingPeople.findMany()
  assert.equal(person!.lines, recorded.length)
  await recorder.close()
  await rm(folder, { recursive: true })
})

test('two processes that erase what is over share the work, and each meeting is erased by one', async () => {
  const other = await openPostgres(server.url)
  try {
    for (let at = 0; at < 12; at += 1) {
      const { roomId } = await addMeeting(database.db, { expiresMs: BEGAN_MS })
      await addLines(database.db, sampleLine(roomId))
    }
    const [blob, log] = [createMemoryBlobs(), silentLog]
    const erased = await Promise.all([database, other].map(({ db }) => eraseExpired({ db, blob, log }, { nowMs: BEGAN_MS })))
    assert.equal(erased[0]!.meetings + erased[1]!.meetings, 12)
    assert.equal(erased[0]!.lines + erased[1]!.lines, 12)
    assert.equal(await database.db.$count(lines), 0)
  } finally {
    await other.close()
  }
})

test('lists, transcripts, searches and files are the same on a real server', async () => {
  const { db } = database
  const owner = await addAccount(db, 'Olga')
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner })
  await addLines(db, sampleLine(roomId, { text: 'The children were running' }), sampleLine(roomId, { language: 'zh', text: '会议开始了', translations: [] }))
  assert.deepEqual((await listMeetings({ db }, owner)).items.map((meeting) => [meeting.meetingId, meeting.startMs, meeting.lines]), [[meetingId, BEGAN_MS, 2]])
  const transcript = await readTranscript({ db }, { meetingId, accountId: owner })
  assert.deepEqual(transcript.languages.map(({ language }) => language), ['en', 'pt', 'zh'])
  const found = async (query: string) => (await searchTranscripts({ db }, { accountId: owner, query })).items.map(({ lineId }) => lineId)
  assert.deepEqual(await found('run'), [transcript.page[0]!.lineId])
  assert.deepEqual(await found('会议'), [transcript.page[1]!.lineId])
  assert.match(await (await exportTranscript({ db }, { meetingId, accountId: owner, language: 'pt', format: 'vtt' })).text(), /Bom dia a todos/)
})

test('analytics of a server are what plain rows add up to', async () => {
  const { db } = database
  const [nowMs, timeZone] = [Date.UTC(2026, 9, 30, 15), 'America/St_Johns']
  const [owner, guest] = [await addAccount(db, 'Ada', { tier: 'pro' }), await addAccount(db, 'Bia')]
  await fillAnalytics(db, { ownerId: owner, accountIds: [owner, guest], untilMs: nowMs, days: 30, captions: 200 })
  const read = await readAnalytics({ db, now: () => nowMs }, { whose: { accountId: owner }, days: 30, timeZone })
  const { names } = lastDays({ nowMs, count: 30, timeZone })
  assert.deepEqual(read, await countByHand(db, { isTheirs: ({ ownerId }) => ownerId === owner, days: names, timeZone, named: true }))
})
