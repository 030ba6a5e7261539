import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { DubState } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Hears, Participant } from '../../domain/room.ts'
import type { Tier } from '../../domain/tier.ts'
import { CONSENT_VERSIONS } from '../../domain/voice.ts'
import { toWav } from '../../domain/wav.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs, rooms, voiceConsents, voiceEmbeddings, voices } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { createScriptedSpeaker } from '../../models/tts/scripted.ts'
import type { VoiceScript } from '../../models/tts/scripted.ts'
import { addAccount, addMeeting, BEGAN_MS } from '../transcripts/testing.ts'
import { engineKey } from '../voices/keys.ts'
import type { DubsDeps } from './context.ts'
import { storeAudio } from './write_dub.ts'

/** For tests: a room of an account of this tier, with a meeting. */
export async function addRoom(db: Db, { tier = 'premium' as Tier, people = {} as Readonly<Record<string, string | null>> } = {}) {
  const ownerId = await addAccount(db, 'Owner', { tier })
  const { meetingId, roomId } = await addMeeting(db, { ownerId, people })
  await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId, createdAt: new Date(BEGAN_MS) })
  return { ownerId, meetingId, roomId }
}

/** For tests: a voice of somebody that the engine speaks with, and their consent. */
export async function addVoice({ db, blob }: { db: Db; blob: Blobs }, { accountId, engine = 'scripted', state = 'ready' as 'ready' | 'waiting' }: { accountId: string; engine?: string; state?: 'ready' | 'waiting' }) {
  const voiceId = crypto.randomUUID()
  const at = new Date(BEGAN_MS)
  await db.insert(voices).values({ voiceId, accountId, name: 'Mine', state, chosenAt: at, createdAt: at, changedAt: at })
  await db.insert(voiceConsents).values({ consentId: crypto.randomUUID(), accountId, purpose: 'cloning', version: CONSENT_VERSIONS.cloning, locale: 'en', wordsHash: 'x', givenAt: at })
  if (state === 'ready') {
    await db.insert(voiceEmbeddings).values({ voiceId, engine, bytes: 7, madeAt: at })
    await blob.put(engineKey({ accountId, voiceId }, engine), new TextEncoder().encode('latents'))
  }
  return voiceId
}

/** For tests: a dub with recordings of 100 ms (quick) and 200 ms (clone, when it is ready). */
export async function addDub({ db, blob }: { db: Db; blob: Blobs }, { meetingId, roomId, accountId, captionId = crypto.randomUUID() as string, state = 'ready' as DubState, text = 'Bom dia a todos', voiceId = crypto.randomUUID() as string, requestedMs = BEGAN_MS + 60_000 }: {
  meetingId: string; roomId: string; accountId: string; captionId?: string; state?: DubState; text?: string; voiceId?: string; requestedMs?: number
}) {
  const dubId = crypto.randomUUID()
  const signal = new AbortController().signal
  const begun = state === 'queued' || state === 'working'
  const quickMs = begun ? null : await storeAudio({ blob }, { meetingId, dubId }, { audio: 'quick', wav: toneOf(2_400), signal })
  const durationMs = state === 'ready' ? await storeAudio({ blob }, { meetingId, dubId }, { audio: 'clone', wav: toneOf(4_800), signal }) : null
  await db.insert(dubs).values({
    dubId, captionId, language: 'pt', roomId, meetingId, accountId, voiceId, text, state, cause: state === 'quick' ? 'slow' : null, durationMs, quickMs, requestedAt: new Date(requestedMs),
  })
  return { dubId, captionId, voiceId }
}

function toneOf(samples: number): Uint8Array {
  return toWav([new Int16Array(samples).fill(1)], { rateHz: DUB_RATE_HZ })
}

/**
 * For tests: Ada, who has a voice, speaks in a premium room, and Bia hears cloned voices in Portuguese there. What the quick voice says
 * is a sample of 1 for each character.
 */
export async function openDubStage({ tier = 'premium' as Tier, voice = 'ready' as 'ready' | 'waiting' | null, engine = 'scripted' as string | null, hears = 'cloned' as Hears, shared = false, quick = {} as VoiceScript, blob = createMemoryBlobs() as Blobs } = {}) {
  const { db, close } = await openTestDb()
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const clock = createFakeClock(BEGAN_MS + 60_000)
  const ada = await addAccount(db, 'Ada', { tier: 'premium' })
  const voiceId = voice && await addVoice({ db, blob }, { accountId: ada, state: voice, engine: engine ?? 'scripted' })
  const room = await addRoom(db, { tier, people: { ada } })
  const told: string[] = []
  await bus.subscribe(roomTopic(room.roomId), (event) => {
    if (event.type === 'dub') told.push(`${event.dub.state}${event.dub.quickMs === null ? '' : '+quick'}${event.dub.cause ? `:${event.dub.cause}` : ''}`)
  })
  const counted: string[] = []
  const person = (peerId: string, accountId: string | null, preferences: Participant['preferences']) => ({ peerId, roomId: room.roomId, name: peerId, accountId, preferences, role: 'guest', deviceId: null, joinedAtMs: BEGAN_MS, present: true }) as const
  const people = [{ ...person('ada', ada, { speaks: 'en', reads: 'en', hears: 'original' }), sharesMicrophone: shared }, person('bia', null, { speaks: 'pt', reads: 'pt', hears })]
  const speaker = createScriptedSpeaker(quick)
  const deps: DubsDeps = {
    db, blob, bus, speaker, log: silentLog, now: clock.now,
    cloner: engine === null ? null : { engine, languages: async () => ['en', 'pt'] },
    metrics: { ...noMetrics, count: (name, labels) => void counted.push(`${name} ${Object.values(labels).join(' ')}`) },
  }
  return {
    deps, db, blob, bus, clock, room, ada, voiceId, told, counted, speaker,
    meetingOf: async () => ({ meetingId: room.meetingId }),
    rooms: { participants: async () => people, participant: async ({ peerId }: { peerId: string }) => people.find((one) => one.peerId === peerId)! },
    request: { captionId: 'caption-1', roomId: room.roomId, peerId: 'ada', language: 'pt', text: 'Bom dia a todos', startMs: BEGAN_MS + 50_000, endMs: BEGAN_MS + 59_000 } as const,
    dub: () => db.query.dubs.findMany(),
    files: async () => {
      const keys: string[] = []
      for await (const { key } of blob.list('meetings/')) keys.push(key.split('/').at(-1)!)
      return keys.sort()
    },
    close,
  }
}
