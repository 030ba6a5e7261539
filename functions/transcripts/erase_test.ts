import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import type { Db } from '../../infra/db/db.ts'
import { corrections, lines, lineTexts, meetingPeople, meetings, ratings } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { correctLine } from './correct_line.ts'
import { eraseAccountHistory } from './erase_account.ts'
import { deleteMeeting } from './erase_meeting.ts'
import { rateLine } from './rate_line.ts'
import { createRetention } from './retention.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from './testing.ts'
import { readTranscript } from './transcript.ts'

const DAY_MS = 86_400_000
const log = silentLog
const translator = { translate: async (text: string, { to }: { to: 'pt' | string }) => ({ language: to as 'pt', text: `${to}(${text})`, engine: 'again' }) }
const file = new Uint8Array([1, 2, 3])

async function withDb(run: (setting: { db: Db; blob: ReturnType<typeof createMemoryBlobs> }) => Promise<void>) {
  const { db, close } = await openTestDb()
  try {
    await run({ db, blob: createMemoryBlobs() })
  } finally {
    await close()
  }
}

const rows = async (db: Db) => Promise.all([meetings, meetingPeople, lines, lineTexts, corrections, ratings].map((table) => db.$count(table)))
const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected

test('a deleted meeting leaves no row and no file, and says what there was; others stay', () => withDb(async ({ db, blob }) => {
  const [owner, guest] = [await addAccount(db, 'Olga'), await addAccount(db, 'Ada')]
  const doomed = await addMeeting(db, { ownerId: owner, people: { ada: guest } })
  const kept = await addMeeting(db, { ownerId: owner })
  const line = sampleLine(doomed.roomId)
  await addLines(db, line, sampleLine(doomed.roomId), sampleLine(kept.roomId))
  await correctLine({ db, translator, now: () => BEGAN_MS }, { meetingId: doomed.meetingId, lineId: line.lineId, language: 'en', text: 'Otherwise' }, { accountId: owner, name: 'Olga' })
  await rateLine({ db, now: () => BEGAN_MS, log }, { meetingId: doomed.meetingId, lineId: line.lineId, language: 'pt', value: 1 }, { accountId: guest })
  for (const key of [`meetings/${doomed.meetingId}/a/1.opus`, `meetings/${doomed.meetingId}/b.txt`, `meetings/${kept.meetingId}/c.txt`]) await blob.put(key, file)
  await assert.rejects(deleteMeeting({ db, blob, log }, { meetingId: doomed.meetingId, accountId: guest }), code('forbidden'))
  const erased = await deleteMeeting({ db, blob, log }, { meetingId: doomed.meetingId, accountId: owner })
  assert.deepEqual(erased, { meetings: 1, lines: 2, texts: 4, corrections: 1, ratings: 1, files: 2 })
  assert.deepEqual(await rows(db), [1, 1, 1, 2, 0, 0])
  assert.ok(await blob.read(`meetings/${kept.meetingId}/c.txt`))
  await assert.rejects(deleteMeeting({ db, blob, log }, { meetingId: doomed.meetingId, accountId: owner }), code('not-found'))
}))

test('a meeting that goes on cannot be deleted', () => withDb(async ({ db, blob }) => {
  const owner = await addAccount(db, 'Olga')
  const { meetingId } = await addMeeting(db, { ownerId: owner })
  await db.update(meetings).set({ endedAt: null })
  await assert.rejects(deleteMeeting({ db, blob, log }, { meetingId, accountId: owner }), code('conflict'))
}))

test('when files cannot be erased the meeting stays, to be erased later', () => withDb(async ({ db }) => {
  const owner = await addAccount(db, 'Olga')
  const { meetingId } = await addMeeting(db, { ownerId: owner })
  const blob = { deletePrefix: async () => { throw new DomainError('unavailable', 'The disk is away') } }
  await assert.rejects(deleteMeeting({ db, blob, log }, { meetingId, accountId: owner }), code('unavailable'))
  assert.equal(await db.$count(meetings), 1)
}))

test('an account takes its meetings and files with it, and its name from those of others', () => withDb(async ({ db, blob }) => {
  const [leaving, other] = [await addAccount(db, 'Ada Lovelace'), await addAccount(db, 'Olga')]
  const own = await addMeeting(db, { ownerId: leaving })
  const others = await addMeeting(db, { ownerId: other, people: { ada: leaving, olga: other } })
  const line = sampleLine(others.roomId, { speakerName: 'Ada Lovelace' })
  await addLines(db, sampleLine(own.roomId), line, sampleLine(others.roomId, { peerId: 'olga', speakerName: 'Olga' }))
  await correctLine({ db, translator, now: () => BEGAN_MS }, { meetingId: others.meetingId, lineId: line.lineId, language: 'en', text: 'Otherwise' }, { accountId: leaving, name: 'Ada Lovelace' })
  await rateLine({ db, now: () => BEGAN_MS, log }, { meetingId: others.meetingId, lineId: line.lineId, language: 'pt', value: -1 }, { accountId: leaving })
  for (const key of [`meetings/${own.meetingId}/1`, `accounts/${leaving}/voice.wav`, `accounts/${other}/voice.wav`]) await blob.put(key, file)
  const erased = await eraseAccountHistory({ db, blob, log }, { accountId: leaving })
  assert.deepEqual(erased, { meetings: 1, lines: 1, texts: 2, corrections: 0, ratings: 1, files: 2, unnamed: 1 })
  const left = await readTranscript({ db }, { meetingId: others.meetingId, accountId: other })
  assert.deepEqual(left.page.map(({ speakerName, texts }) => [speakerName, texts[0]!.text]), [['', 'Otherwise'], ['Olga', 'Good morning everyone']])
  assert.doesNotMatch(JSON.stringify([await db.query.lines.findMany(), await db.query.meetingPeople.findMany(), await db.query.corrections.findMany()]), /Lovelace/)
  assert.equal(await db.$count(ratings), 0)
  assert.ok(await blob.read(`accounts/${other}/voice.wav`))
  assert.equal((await eraseAccountHistory({ db, blob, log }, { accountId: leaving })).meetings, 0)
}))

test('retention erases what is over, at start and every day, and tries again after a failure', () => withDb(async ({ db, blob }) => {
  const clock = createFakeClock(BEGAN_MS)
  const [over, later, kept] = [
    await addMeeting(db, { expiresMs: BEGAN_MS }), await addMeeting(db, { expiresMs: BEGAN_MS + DAY_MS }), await addMeeting(db, { expiresMs: null }),
  ]
  await addLines(db, sampleLine(over.roomId), sampleLine(later.roomId))
  await blob.put(`meetings/${over.meetingId}/1`, file)
  let [failing, ended] = [false, () => {}]
  const runs: string[] = []
  const seen = (event: string) => {
    runs.push(event)
    ended()
  }
  const retention = createRetention({
    db, clock, log: { ...silentLog, info: seen, error: seen },
    blob: { async deletePrefix(prefix) {
      if (failing) throw new DomainError('unavailable', 'The disk is away')
      return blob.deletePrefix(prefix)
    } },
  })
  const left = async () => (await db.select({ meetingId: meetings.meetingId }).from(meetings)).map(({ meetingId }) => meetingId).sort()
  const after = async (ms: number) => {
    const run = new Promise<void>((resolve) => { ended = resolve })
    clock.advance(ms)
    await run
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  await retention.first
  assert.deepEqual(await left(), [later.meetingId, kept.meetingId].sort())
  assert.equal(await blob.read(`meetings/${over.meetingId}/1`), null)
  failing = true
  await after(DAY_MS)
  assert.deepEqual(await left(), [later.meetingId, kept.meetingId].sort())
  failing = false
  await after(5 * 60_000)
  assert.deepEqual(await left(), [kept.meetingId])
  assert.deepEqual(runs, ['retention', 'retention-failed', 'retention'])
  await retention.close()
}))
