import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { eq } from 'drizzle-orm'
import { msToSamples } from '../../domain/audio.ts'
import type { SegmentEvent } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Participant, Room } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import { wavSamples } from '../../domain/wav.ts'
import { speechChunks } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { BEGAN_MS } from '../transcripts/testing.ts'
import { createListening } from './listen.ts'
import { beginChunk, dropChunk, stopMicrophone } from './keep_chunk.ts'
import { speechPrefix } from './keys.ts'
import { recordTurns } from './record_turns.ts'
import type { DiarizationWork, ReadyChunk } from './temporal_work.ts'
import { openSpeakerStage } from './testing.ts'

const at = (startMs: number, lengthMs = 5_000): SegmentEvent => ({
  type: 'segment',
  segment: {
    segmentId: `s${startMs}`, utteranceId: `u${startMs}`, audioId: `a${startMs}`, roomId: '', peerId: 'ada', speakerName: 'Ada', kind: 'final', startMs, endMs: startMs + lengthMs,
    overlapMs: 0, continues: false, atPause: false, language: null, pcm: new Float32Array(msToSamples(lengthMs)).fill(0.25),
  },
})

async function setUp(context: TestContext, { shared = true, tier = 'pro' as const as Room['tier'], keepsAudio = false, work = true } = {}) {
  const stage = await openSpeakerStage({ tier })
  context.after(() => stage.close())
  const { roomId, meetingId, owner } = stage
  const handed: ReadyChunk[] = []
  const state = { shared, away: false, outage: false, nowMs: BEGAN_MS, tier, handed }
  const lost: string[] = []
  const doing: DiarizationWork = {
    async hand(_microphone, chunk) {
      if (state.away) throw new DomainError('unavailable', 'away')
      handed.push(chunk)
    },
  }
  const log = { ...silentLog, error: (event: string) => void lost.push(event) }
  /** A process that listens; a second one over the same database and files is the next after one that was killed. */
  const open = () => createListening({
    ...stage.deps, log, now: () => state.nowMs, work: work ? doing : null, limits: (of) => TIERS[of], meetingOf: async () => ({ meetingId }),
    findParticipant: async () => ({ sharesMicrophone: state.shared }) as Participant,
    async findRoom() {
      if (state.outage) throw new DomainError('unavailable', 'The database is away')
      return { roomId, ownerId: owner, tier: state.tier, keepsAudio } as Room
    },
  })
  const listening = open()
  /** Speech for so long, in segments of five seconds. */
  const speak = (seconds: number, fromMs = state.nowMs) => {
    for (let ms = 0; ms < seconds * 1_000; ms += 5_000) {
      const event = at(fromMs + ms) as Extract<SegmentEvent, { type: 'segment' }>
      listening.take({ ...event, segment: { ...event.segment, roomId } })
    }
    state.nowMs = fromMs + seconds * 1_000
  }
  const files = async () => {
    const keys: string[] = []
    for await (const { key } of stage.blob.list(`meetings/${meetingId}/`)) keys.push(key)
    return keys
  }
  const said = () => stage.told.flatMap((event: RoomEvent) => (event.type === 'speakers-status' ? [event.away] : []))
  return { ...stage, state, lost, open, listening, speak, files, said, settle: () => listening.tend() }
}

test('speech of a shared microphone is stored and handed over in stretches; of no other anything', async (context) => {
  const { listening, speak, state, files, settle, blob, meetingId } = await setUp(context)
  speak(35)
  await settle()
  deepEqual(state.handed.map(({ chunkId }) => chunkId), [String(BEGAN_MS)])
  const wav = (await blob.read(`meetings/${meetingId}/speech/ada/${BEGAN_MS}.wav`))!
  ok(Math.abs(wavSamples(wav)[100]! - 8_192) <= 1)
  state.shared = false
  speak(60)
  await listening.close()
  equal(state.handed.length, 2, 'what was gathered until then, and nothing after it')
  equal((await files()).length, 2)
})

test('somebody who speaks little is heard after a minute', async (context) => {
  const { speak, state, settle } = await setUp(context)
  speak(5)
  await settle()
  equal(state.handed.length, 0)
  state.nowMs += 60_000
  await settle()
  equal(state.handed.length, 1)
})

test('a room whose plan lost it stores nothing more', async (context) => {
  const { listening, speak, state, files } = await setUp(context)
  state.tier = 'premium'
  speak(35)
  await listening.close()
  deepEqual([state.handed.length, await files()], [0, []])
})

test('kept sound lies with the meeting, and stays when it was worked on', async (context) => {
  const { listening, speak, files, deps, microphone, meetingId } = await setUp(context, { keepsAudio: true })
  speak(30)
  await listening.close()
  await dropChunk(deps, microphone, String(BEGAN_MS))
  deepEqual(await files(), [`meetings/${meetingId}/audio/ada/${BEGAN_MS}.wav`])
})

test('while nothing takes the work the page says so, and what waits is handed over later', async (context) => {
  const { speak, state, settle, said, deps, microphone } = await setUp(context)
  state.away = true
  speak(35)
  await settle()
  deepEqual([state.handed.length, said()], [0, [true]])
  state.away = false
  await settle()
  equal(state.handed.length, 1)
  await recordTurns(deps, { ...microphone, chunkId: String(BEGAN_MS), turns: [], speakerIds: [], merged: [] })
  await settle()
  equal(said().at(-1), false)
})

test('speech is stored as it comes: what a killed process had gathered is handed over by the next one, with all of its sound', async (context) => {
  const { open, speak, state, settle, files, blob, db, meetingId } = await setUp(context)
  speak(10)
  speak(10, BEGAN_MS + 20_000)
  await settle()
  const gathered = (ms: number) => `meetings/${meetingId}/speech/ada/${BEGAN_MS}/${BEGAN_MS + ms}.wav`
  deepEqual((await files()).sort(), [0, 5_000, 20_000, 25_000].map(gathered))
  const next = open()
  await next.tend()
  equal(state.handed.length, 0, 'the first one may still live')
  state.nowMs = BEGAN_MS + 3 * 60_000
  await next.tend()
  const [chunk] = state.handed
  deepEqual([state.handed.length, chunk!.chunkId, chunk!.pieces.map(({ startMs }) => startMs - BEGAN_MS)], [1, String(BEGAN_MS), [0, 5_000, 20_000, 25_000]])
  deepEqual(await files(), [chunk!.key])
  const samples = wavSamples((await blob.read(chunk!.key))!)
  deepEqual(samples.length, msToSamples(20_500))
  ok(chunk!.pieces.every(({ at, samples: length }) => samples.subarray(at, at + length).every((sample) => Math.abs(sample - 8_192) <= 1)))
  equal((await db.query.speechChunks.findFirst({ where: eq(speechChunks.chunkId, chunk!.chunkId) }))!.state, 'waiting')
  state.nowMs += 10 * 60_000
  await next.tend()
  equal(state.handed.length, 1, 'once')
})

test('a stretch that was stored and reached nobody is handed over after the next start; one whose sound is gone is said', async (context) => {
  const { open, speak, state, settle, said, db, deps, microphone } = await setUp(context)
  state.away = true
  speak(30)
  await settle()
  state.away = false
  await beginChunk(deps, microphone, BEGAN_MS + 40_000)
  state.nowMs = BEGAN_MS + 4 * 60_000
  const next = open()
  await next.tend()
  deepEqual(state.handed.map(({ chunkId }) => chunkId), [String(BEGAN_MS)])
  const lost = (await db.query.speechChunks.findFirst({ where: eq(speechChunks.chunkId, String(BEGAN_MS + 40_000)) }))!
  deepEqual([lost.state, lost.cause, said().at(-1)], ['failed', 'not-found', true])
})

test('what a killed process left of a room whose plan lost it goes', async (context) => {
  const { open, speak, state, settle, files, db } = await setUp(context)
  speak(10)
  await settle()
  state.tier = 'premium'
  state.nowMs = BEGAN_MS + 3 * 60_000
  await open().tend()
  deepEqual([state.handed.length, await files(), await db.select().from(speechChunks)], [0, [], []])
})

test('while the database is away speech waits in memory, ten stretches of it; what is more is counted', async (context) => {
  const { speak, state, settle, said, lost, blob } = await setUp(context)
  state.outage = true
  speak(35)
  await settle()
  deepEqual([state.handed.length, said(), lost], [0, [true], []])
  state.outage = false
  await settle()
  deepEqual([state.handed.length, wavSamples((await blob.read(state.handed[0]!.key))!).length], [1, msToSamples(30_000)])
  state.outage = true
  for (let minute = 1; minute <= 5; minute++) speak(60, BEGAN_MS + minute * 60_000)
  await settle()
  deepEqual(lost, [])
  speak(60)
  await settle()
  ok(lost.length > 0 && lost.every((event) => event === 'speech-lost'))
  state.outage = false
  await settle()
  equal(state.handed.length, 1 + 10)
})

test('work that was taken and does not come back is said as well', async (context) => {
  const { speak, state, settle, said } = await setUp(context)
  speak(35)
  await settle()
  deepEqual(said(), [])
  state.nowMs += 200_000
  await settle()
  deepEqual(said(), [true])
})

test('without anything that does long work nothing is stored, and the page says so once', async (context) => {
  const { listening, speak, files, said } = await setUp(context, { work: false })
  speak(90)
  await listening.close()
  deepEqual([await files(), said()], [[], [true]])
})

test('cancelled work stays cancelled for this meeting and leaves no sound', async (context) => {
  const { listening, speak, state, files, deps, microphone, blob } = await setUp(context)
  speak(35)
  await listening.tend()
  await stopMicrophone(deps, microphone)
  speak(35)
  await listening.close()
  equal(state.handed.length, 1)
  deepEqual(await files(), [])
  equal(await blob.deletePrefix(speechPrefix(microphone)), 0)
})
