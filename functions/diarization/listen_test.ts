import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { msToSamples } from '../../domain/audio.ts'
import type { SegmentEvent } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Participant, Room } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import { wavSamples } from '../../domain/wav.ts'
import { BEGAN_MS } from '../transcripts/testing.ts'
import { createListening } from './listen.ts'
import { dropChunk, stopMicrophone } from './keep_chunk.ts'
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
  const state = { shared, away: false, nowMs: BEGAN_MS, tier, handed }
  const doing: DiarizationWork = {
    async hand(_microphone, chunk) {
      if (state.away) throw new DomainError('unavailable', 'away')
      handed.push(chunk)
    },
  }
  const listening = createListening({
    ...stage.deps, now: () => state.nowMs, work: work ? doing : null, limits: (of) => TIERS[of], meetingOf: async () => ({ meetingId }),
    findParticipant: async () => ({ sharesMicrophone: state.shared }) as Participant,
    findRoom: async () => ({ roomId, ownerId: owner, tier: state.tier, keepsAudio }) as Room,
  })
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
  return { ...stage, state, listening, speak, files, said, settle: () => listening.tend() }
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
