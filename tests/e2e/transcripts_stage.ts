import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import type { Viewer } from '../../domain/account.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { createAssets } from '../../edge/assets.ts'
import type { AccountSession } from '../../edge/gateway/account_session.ts'
import { contentSecurityPolicy } from '../../edge/gateway/content_security_policy.ts'
import { sameOriginOnly } from '../../edge/gateway/same_origin.ts'
import { errorPages } from '../../edge/pages/errors.tsx'
import { createTranscriptPagesApp } from '../../edge/pages/transcripts/app.tsx'
import type { DiarizationDeps } from '../../functions/diarization/context.ts'
import { createSpeakerNames } from '../../functions/diarization/name_speaker.ts'
import { recordTurns } from '../../functions/diarization/record_turns.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from '../../functions/transcripts/testing.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { silentLog } from '../../infra/log.ts'
import { isLocale, messagesFor, routes } from '../../views/mod.ts'

/** The history's pages on a database of their own, for someone who owns a meeting in several languages. */
export async function startTranscripts() {
  const { db, close } = await openTestDb()
  const accountId = await addAccount(db, 'Olga')
  const { meetingId, roomId } = await addMeeting(db, {
    ownerId: accountId, name: `Weekly ${'Donaudampfschifffahrtsgesellschaft'.repeat(3)} <b>`, expiresMs: BEGAN_MS + 7 * 86_400_000, people: { ada: accountId, 'Nguyễn Thị Ánh': null },
  })
  const at = (seconds: number) => ({ startMs: BEGAN_MS + seconds * 1_000, endMs: BEGAN_MS + seconds * 1_000 + 900 })
  await addLines(
    db,
    sampleLine(roomId, { ...at(65), lineId: 'first', text: 'Good morning, the budget is ready', translations: [{ language: 'pt', text: 'Bom dia, o orçamento está pronto', engine: 'bergamot' }] }),
    sampleLine(roomId, { ...at(80), language: 'ar', speakerName: 'ليلى', peerId: 'layla', text: 'مرحبا بالجميع، كيف الحال؟', translations: [{ language: 'en', text: 'Hello everyone, how are you?', engine: 'bergamot' }] }),
    sampleLine(roomId, { ...at(3_600), endMs: at(3_604).startMs, peerId: 'shared', speakerName: 'Sala de reuniões', text: 'Who has the money? Nobody has any.', translations: [{ language: 'pt', text: 'Quem tem o dinheiro? Ninguém tem.', engine: 'bergamot' }] }),
    sampleLine(roomId, { ...at(3_700), kind: 'chat', text: `https://parley.test/${'x'.repeat(180)}`, translations: [] }),
  )
  const diarization: DiarizationDeps = { db, bus: createMemoryBus<RoomEvent>({ log: silentLog }), blob: createMemoryBlobs(), now: () => BEGAN_MS, log: silentLog }
  const turn = (speakerId: string, from: number, to: number) => ({ speakerId, startMs: at(from).startMs, endMs: at(to).startMs })
  const turns = [turn('a', 3_600, 3_602), turn('b', 3_602, 3_604), turn('c', 3_602, 3_604)]
  await recordTurns(diarization, { roomId, meetingId, peerId: 'shared', chunkId: 'whole', turns, speakerIds: ['a', 'b', 'c'], merged: [] })
  const speakers = createSpeakerNames({ ...diarization, rooms: { roleOf: () => Promise.reject(new Error('nobody is in a room')) } })
  await speakers.inTranscript({ meetingId, accountId, number: 2, name: 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Yo' })
  for (let week = 1; week < 25; week += 1) await addMeeting(db, { ownerId: accountId, name: `Week ${week}`, startMs: BEGAN_MS - week * 7 * 86_400_000 })

  const assets = await createAssets({ mode: 'development' })
  const require = async () => ({ accountId, name: 'Olga' }) as Viewer
  const accounts = { require, viewer: require } as Pick<AccountSession, 'require' | 'viewer'> as AccountSession
  let locale = 'en'
  const messages = async () => messagesFor(isLocale(locale) ? locale : 'en')
  const app = new Hono()
    .onError(errorPages({ assetUrl: assets.assetUrl, messages, log: silentLog }).onError)
    .use(contentSecurityPolicy(), sameOriginOnly())
    .get(routes.assets.path, (c) => assets.respond(c.req.raw))
    .route('/', createTranscriptPagesApp({
      db, speakers, accounts, messages, assetUrl: assets.assetUrl, log: silentLog, now: () => BEGAN_MS, blob: createMemoryBlobs(),
      translator: { translate: async (text, { to }) => ({ language: to, text: `${to}(${text})`, engine: 'again' }) },
    }))
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meetingId,
    setLocale(to: string) {
      locale = to
    },
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await close()
    },
  }
}
