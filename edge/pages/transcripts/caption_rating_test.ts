import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import type { Participant } from '../../../domain/room.ts'
import { onProblem } from '../../../functions/problem.ts'
import { addLines, addMeeting, BEGAN_MS, sampleLine } from '../../../functions/transcripts/testing.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import { silentLog } from '../../../infra/log.ts'
import { messagesFor } from '../../../views/mod.ts'
import { createCaptionRatingApp } from './caption_rating.tsx'

test('members of the room say whether a caption was translated right; nobody else does', async () => {
  const { db, close } = await openTestDb()
  try {
    const [own, other] = [await addMeeting(db), await addMeeting(db)]
    const line = sampleLine(own.roomId)
    await addLines(db, line)
    let member: string | null = own.roomId
    const app = new Hono().onError(onProblem(silentLog)).route('/', createCaptionRatingApp({
      db, now: () => BEGAN_MS, log: silentLog, messages: async () => messagesFor('en'),
      session: {
        async require(_c, roomId) {
          if (roomId !== member) throw new DomainError('unauthorised', 'Join first')
          return { peerId: 'guest', accountId: null } as Participant
        },
      },
    }))
    const rate = (roomId: string, form: Record<string, string>, headers = {}) =>
      app.request(`/rooms/${roomId}/lines/${line.lineId}/rating`, { method: 'POST', body: new URLSearchParams(form), headers })
    const given = await rate(own.roomId, { language: 'pt', value: '-1' }, { 'hx-request': 'true' })
    assert.match(await given.text(), new RegExp(`^<form class="thumbs" method="post" action="/rooms/${own.roomId}/lines/${line.lineId}/rating".*aria-pressed="true">Wrong`))
    const [rating] = await db.query.ratings.findMany()
    assert.deepEqual([rating!.who, rating!.value, rating!.engine], ['peer:guest', -1, 'bergamot'])
    assert.equal((await rate(own.roomId, { language: 'pt', value: '0' })).headers.get('location'), `/rooms/${own.roomId}`)
    assert.deepEqual(await db.query.ratings.findMany(), [])
    for (const form of [{ language: 'xx', value: '1' }, { language: 'pt', value: 'x' }, { language: 'en', value: '1' }]) assert.equal((await rate(own.roomId, form)).status, 400)
    assert.equal((await rate(other.roomId, { language: 'pt', value: '1' })).status, 401)
    member = other.roomId
    assert.equal((await rate(other.roomId, { language: 'pt', value: '1' })).status, 404)
  } finally {
    await close()
  }
})
