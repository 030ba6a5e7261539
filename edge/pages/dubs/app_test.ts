import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import type { Participant } from '../../../domain/room.ts'
import type { Viewer } from '../../../domain/account.ts'
import { addDub, addRoom } from '../../../functions/dubs/testing.ts'
import { onProblem } from '../../../functions/problem.ts'
import { addAccount, BEGAN_MS } from '../../../functions/transcripts/testing.ts'
import { createMemoryBlobs } from '../../../infra/blob/memory.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import { silentLog } from '../../../infra/log.ts'
import { guestsOnly } from '../../gateway/account_session.ts'
import { createDubPagesApp } from './app.ts'

async function setUp() {
  const { db, close } = await openTestDb()
  const blob = createMemoryBlobs()
  const who = { memberOf: '', joinedAtMs: BEGAN_MS, accountId: '' }
  const app = new Hono().onError(onProblem(silentLog)).route('/', createDubPagesApp({
    db, blob,
    session: {
      async require(_c, roomId) {
        if (roomId !== who.memberOf) throw new DomainError('unauthorised', 'Join first')
        return { peerId: 'me', joinedAtMs: who.joinedAtMs } as Participant
      },
    },
    accounts: {
      ...guestsOnly,
      async require() {
        if (who.accountId === '') throw new DomainError('unauthorised', 'Sign in first')
        return { accountId: who.accountId } as Viewer
      },
    },
  }))
  return { db, blob, who, close, get: (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }) }
}

test('members of a room of a premium plan play what was said since they came, whole or in part', async () => {
  const { db, blob, who, close, get } = await setUp()
  try {
    const room = await addRoom(db)
    const { dubId } = await addDub({ db, blob }, { ...room, accountId: room.ownerId })
    const path = `/rooms/${room.roomId}/dubs/${dubId}/clone.wav`
    equal((await get(path)).status, 401, 'a stranger')
    who.memberOf = room.roomId
    const whole = await get(path)
    deepEqual([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')], [200, 'audio/wav', 'bytes'])
    equal(whole.headers.get('cache-control'), 'private, no-store')
    const bytes = new Uint8Array(await whole.arrayBuffer())
    equal(bytes.length, 44 + 4_800 * 2)
    const part = await get(path, { range: 'bytes=40-43' })
    deepEqual([part.status, part.headers.get('content-range'), [...new Uint8Array(await part.arrayBuffer())]], [206, `bytes 40-43/${bytes.length}`, [...bytes.subarray(40, 44)]])
    equal((await get(path, { range: 'bytes=-4' })).headers.get('content-range'), `bytes ${bytes.length - 4}-${bytes.length - 1}/${bytes.length}`)
    equal((await get(path, { range: `bytes=${bytes.length}-` })).status, 416)
    equal((await get(path.replace('clone', 'quick'))).status, 200)
    equal((await get(path.replace('clone', 'other'))).status, 404)
    who.joinedAtMs = BEGAN_MS + 120_000
    equal((await get(path)).status, 404, 'said before they came')
  } finally {
    await close()
  }
})

test('no room opens recordings of another one, a free room none, and only what is finished is there', async () => {
  const { db, blob, who, close, get } = await setUp()
  try {
    const [room, other, free] = [await addRoom(db), await addRoom(db), await addRoom(db, { tier: 'free' })]
    const { dubId } = await addDub({ db, blob }, { ...room, accountId: room.ownerId })
    const quick = await addDub({ db, blob }, { ...room, accountId: room.ownerId, state: 'quick' })
    const ofFree = await addDub({ db, blob }, { ...free, accountId: room.ownerId })
    who.memberOf = other.roomId
    equal((await get(`/rooms/${other.roomId}/dubs/${dubId}/clone.wav`)).status, 404)
    who.memberOf = free.roomId
    equal((await get(`/rooms/${free.roomId}/dubs/${ofFree.dubId}/clone.wav`)).status, 403)
    who.memberOf = room.roomId
    equal((await get(`/rooms/${room.roomId}/dubs/${quick.dubId}/clone.wav`)).status, 404)
    equal((await get(`/rooms/${room.roomId}/dubs/not-an-id/clone.wav`)).status, 404)
  } finally {
    await close()
  }
})

test('readers of a transcript play its recordings, others do not learn that there are any', async () => {
  const { db, blob, who, close, get } = await setUp()
  try {
    const [reader, stranger] = [await addAccount(db, 'Reader'), await addAccount(db, 'Stranger')]
    const room = await addRoom(db, { people: { me: reader } })
    const { dubId } = await addDub({ db, blob }, { ...room, accountId: room.ownerId })
    const path = `/transcripts/${room.meetingId}/dubs/${dubId}/clone.wav`
    equal((await get(path)).status, 401)
    who.accountId = stranger
    equal((await get(path)).status, 404)
    who.accountId = reader
    equal((await get(path)).status, 200)
    const elsewhere = await addRoom(db, { people: { me: reader } })
    equal((await get(`/transcripts/${elsewhere.meetingId}/dubs/${dubId}/clone.wav`)).status, 404)
  } finally {
    await close()
  }
})
