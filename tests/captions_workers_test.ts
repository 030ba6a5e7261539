import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { SegmentEvent } from '../domain/audio.ts'
import { SPEECH_RATE } from '../domain/audio.ts'
import type { RoomEvent } from '../domain/events.ts'
import { roomTopic } from '../domain/events.ts'
import { createCaptions } from '../functions/captions/captions.ts'
import { createRedisPresence } from '../functions/rooms/presence/redis.ts'
import { createRedisBus } from '../infra/bus/redis.ts'
import { systemClock as clock } from '../infra/clock.ts'
import { openDb } from '../infra/db/open_db.ts'
import { lineTexts, rooms } from '../infra/db/schema/mod.ts'
import { silentLog as log } from '../infra/log.ts'
import { openRedisQueue } from '../infra/queue/redis.ts'
import { openRedis } from '../infra/redis/open_redis.ts'
import { createScriptedTranslator } from '../models/translation/scripted.ts'
import { createScriptedRecogniser } from '../models/whisper/scripted.ts'
import { readWav } from './read_wav.ts'
import { serve } from './serve_process.ts'
import { startPostgres } from './servers/postgres.ts'
import { startRedis } from './servers/redis.ts'

const MESH_KEY = 'the key of the mesh under test'
const PEERS = ['ada', 'bia', 'cem', 'duc']

const closing: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of closing.reverse()) await close()
})

test('two processes caption real speech; one is killed while it works, and every final caption appears and is kept once', async () => {
  const [redisServer, postgres] = await Promise.all([startRedis(), startPostgres()])
  closing.push(() => redisServer.stop(), () => postgres.stop())
  const startWorker = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-captions-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const worker = serve(['captions'], {
      MESH_KEY, REDIS_URL: redisServer.url, DATABASE_URL: postgres.url, PARLEY_DATA: folder, CAPTIONS_WORKERS: '1', WHISPER_THREADS: '1',
    })
    closing.push(async () => {
      worker.child.kill('SIGTERM')
      await worker.ended
    })
    await Promise.race([worker.ready, worker.ended.then(() => assert.fail(worker.output.join('')))])
    return worker
  }
  const [dying, staying] = await Promise.all([startWorker(), startWorker()])

  const redis = await openRedis({ url: redisServer.url, log })
  const database = await openDb({ DATABASE_URL: postgres.url, PARLEY_DATA: '' })
  const bus = createRedisBus<RoomEvent>({ redis, log })
  const presence = createRedisPresence({ redis, log })
  const queue = await openRedisQueue<SegmentEvent>({ redis, name: 'segments', clock, log, drainMs: 50 })
  const edge = createCaptions({
    queue, recogniser: createScriptedRecogniser(), translator: createScriptedTranslator(), bus, log, concurrency: 0,
    rooms: { readers: async () => [], participant: async () => assert.fail('this process makes no captions') },
  })
  closing.push(async () => {
    await queue.close()
    await edge.close()
    await presence.close()
    await bus.close()
    await redis.close()
    await database.close()
  })
  // Nothing is kept of a room that is not there any more.
  await database.db.insert(rooms).values({ roomId: 'room', name: 'Room', createdAt: new Date() })
  for (const [at, peerId] of PEERS.entries()) {
    const preferences = { speaks: 'en', reads: at % 2 ? 'pt' : 'en', hears: 'original' } as const
    await presence.put({ peerId, roomId: 'room', name: peerId, preferences, role: 'guest', accountId: null, deviceId: null, joinedAtMs: at, present: true })
  }
  const segments = await speech()
  const shown = new Map<string, string>()
  const complete = new Promise<void>((resolve) => {
    void bus.subscribe(roomTopic('room'), (event) => {
      if (event.type !== 'caption' || event.caption.kind !== 'final') return
      const { caption: { captionId, text }, reader, translation } = event
      const key = `${captionId}-${reader}`
      // A page shows a final caption once, by its id.
      if (!shown.has(key)) shown.set(key, translation?.text ?? text)
      if (shown.size === 2 * segments.length) resolve()
    })
  })
  for (const segment of segments) await edge.accept(segment)
  // Each process works on one: the one that is killed leaves a segment behind.
  while ((await queue.stats()).running < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  dying.child.kill('SIGKILL')
  await complete

  for (const peerId of PEERS) {
    assert.match(shown.get(`${peerId}-0-en`)!, /country/i)
    assert.match(shown.get(`${peerId}-0-pt`)!, /país/i)
    assert.match(shown.get(`${peerId}-1-en`)!, /yes/i)
  }
  const rows = async () => database.db.select({ lineId: lineTexts.lineId, language: lineTexts.language, text: lineTexts.text }).from(lineTexts)
  staying.child.kill('SIGTERM')
  assert.deepEqual(await staying.ended, { code: 0, signal: null })
  assert.deepEqual(Object.fromEntries((await rows()).map(({ lineId, language, text }) => [`${lineId}-${language}`, text])), Object.fromEntries(shown))
  assert.equal((await rows()).length, shown.size)
})

/** Two final segments of each speaker, one behind the other. */
async function speech(): Promise<SegmentEvent[]> {
  const fixture = (name: string) => readWav(new URL(`fixtures/${name}.wav`, import.meta.url))
  const [jfk, yes] = [await fixture('jfk'), await fixture('yes')]
  return PEERS.flatMap((peerId) => [jfk.subarray(0, 11 * SPEECH_RATE), yes].map((pcm, n): SegmentEvent => ({
    type: 'segment',
    segment: {
      segmentId: `${peerId}-${n}-final`, utteranceId: `${peerId}-${n}`, audioId: `${peerId}-${n}`, roomId: 'room', peerId, speakerName: peerId, kind: 'final',
      startMs: Date.now() - 1_000, endMs: Date.now(), overlapMs: 0, continues: false, atPause: false, language: 'en', pcm,
    },
  })))
}
