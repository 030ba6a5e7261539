import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import { eraseMeeting } from '../transcripts/erase_meeting.ts'
import { addAccount } from '../transcripts/testing.ts'
import { eraseClonedAudio } from './erase_cloned.ts'
import { addDub, addRoom } from './testing.ts'

async function keysOf(blob: ReturnType<typeof createMemoryBlobs>) {
  const keys: string[] = []
  for await (const { key } of blob.list('')) keys.push(key)
  return keys
}

test('what was spoken with a voice goes with it, and that of others stays', async () => {
  const { db, close } = await openTestDb()
  try {
    const blob = createMemoryBlobs()
    const [ada, bob] = [await addAccount(db, 'Ada'), await addAccount(db, 'Bob')]
    const [one, two] = [await addRoom(db), await addRoom(db)]
    const first = await addDub({ db, blob }, { ...one, accountId: ada })
    await addDub({ db, blob }, { ...two, accountId: ada, state: 'quick' })
    await addDub({ db, blob }, { ...two, accountId: bob })
    deepEqual(await eraseClonedAudio({ db, blob }, { accountId: ada, voiceId: first.voiceId }), { dubs: 1, files: 2 })
    deepEqual(await eraseClonedAudio({ db, blob }, { accountId: ada }), { dubs: 1, files: 1 })
    deepEqual((await db.query.dubs.findMany()).map(({ accountId }) => accountId), [bob])
    equal((await keysOf(blob)).length, 2)
    deepEqual(await eraseClonedAudio({ db, blob }, { accountId: ada }), { dubs: 0, files: 0 })
  } finally {
    await close()
  }
})

test('erasing a meeting, as its owner and retention do, takes rows and recordings along', async () => {
  const { db, close } = await openTestDb()
  try {
    const blob = createMemoryBlobs()
    const room = await addRoom(db)
    await addDub({ db, blob }, { ...room, accountId: room.ownerId })
    const erased = await eraseMeeting({ db, blob, log: silentLog }, room.meetingId)
    equal(erased.files, 2)
    deepEqual([await db.query.dubs.findMany(), await keysOf(blob)], [[], []])
  } finally {
    await close()
  }
})
