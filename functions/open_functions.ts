import type { SegmentEvent } from '../domain/audio.ts'
import type { DubRequest } from '../domain/dub.ts'
import { roomTopic } from '../domain/events.ts'
import type { Cache } from '../infra/cache/cache.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { createRedisCache } from '../infra/cache/redis.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'
import type { Stores } from '../infra/open_stores.ts'
import type { Temporal } from '../infra/temporal/open_temporal.ts'
import type { Cloner } from '../models/cloning/cloner.ts'
import { openCloner } from '../models/cloning/open.ts'
import { openTextEmbedders } from '../models/embeddings/open_text.ts'
import { createModelStore } from '../models/store/store.ts'
import { createCaptionsApp } from './captions/app.ts'
import { createCaptions } from './captions/captions.ts'
import type { Captions } from './captions/captions.ts'
import { createChat } from './chat/chat.ts'
import type { Chat } from './chat/chat.ts'
import { rememberReaders } from './captions/remember_readers.ts'
import { openRoomContext } from './context/open.ts'
import { eraseClonedAudio } from './dubs/erase_cloned.ts'
import { DUB_QUEUE, takeDubs } from './dubs/hand_over.ts'
import { openDiarization } from './diarization/open.ts'
import type { Diarization } from './diarization/open.ts'
import type { DocumentsWork } from './documents/context.ts'
import { noDocumentsWork, openDocuments } from './documents/open.ts'
import type { OpenDocuments } from './documents/open.ts'
import { createTemporalDocumentsWork } from './documents/temporal_work.ts'
import { openDubs } from './dubs/open.ts'
import type { Dubs } from './dubs/open.ts'
import { createMesh } from './mesh/mesh.ts'
import { meshRecogniser, meshSpeaker, meshTranslator } from './mesh/ports.ts'
import type { MeshSpeaker, MeshTranslator } from './mesh/ports.ts'
import { openLocalFunctions } from './open_local.ts'
import { createRoomsApp } from './rooms/app.ts'
import { createRooms } from './rooms/create_rooms.ts'
import { createLimits } from './rooms/limits.ts'
import { meshRooms } from './rooms/mesh_rooms.ts'
import type { Presence } from './rooms/presence/presence.ts'
import type { Rooms } from './rooms/rooms.ts'
import { runTending } from './rooms/tend_loop.ts'
import { openTranscripts } from './transcripts/open.ts'
import type { Recorder } from './transcripts/recorder.ts'
import type { CloningWork } from './voices/context.ts'
import { noCloningWork, openVoices } from './voices/open.ts'
import type { OpenVoices } from './voices/open.ts'
import { createTemporalWork } from './voices/temporal_work.ts'

export interface Functions {
  readonly rooms: Rooms
  readonly captions: Pick<Captions, 'accept'>
  readonly chat: Chat
  readonly translator: MeshTranslator
  readonly speaker: MeshSpeaker
  readonly recorder: Recorder
  readonly voices: OpenVoices
  readonly documents: OpenDocuments
  readonly dubs: Dubs
  readonly diarization: Diarization
  /** What may be forgotten. */
  readonly cache: Cache
  /** Function → whether it can work now. */
  ready(): Promise<Record<string, boolean>>
  close(): Promise<void>
}

export interface FunctionsOptions {
  readonly config: Config
  readonly stores: Stores
  readonly presence: Presence
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  /** Runs long jobs; null where there is none. */
  readonly temporal?: Temporal | null
  /** Speaks in people's own voices; without one they hear the quick voice. */
  readonly cloner?: Cloner
  /** Looks at voice samples and has the engine listen to them. */
  readonly cloningWork?: CloningWork
  /** Reads documents and makes them searchable. */
  readonly documentsWork?: DocumentsWork
}

/** All functions of the mesh as one process sees them: here, or at their URLs. Throws DomainError `model-unavailable`. */
export async function openFunctions({ config, stores, presence, metrics, clock, log, ...options }: FunctionsOptions): Promise<Functions> {
  const { PARLEY_CACHE: cacheFolder, PARLEY_MODELS: models, HF_ENDPOINT: hubUrl, HF_TOKEN: hubToken, MESH_KEY: key } = config
  const store = createModelStore({ cacheFolder, models, hubUrl, hubToken, log })
  const { bus, database: { db } } = stores
  const cache = stores.redis ? createRedisCache({ redis: stores.redis, log }) : null
  const [local, queue, recorder] = await Promise.all([
    openLocalFunctions({ config, store, cache, log, metrics }),
    stores.openQueue<SegmentEvent>('segments'),
    openTranscripts({ config, db, clock, log }),
  ])
  const localRooms = createRooms({ db, presence, bus, log, now: clock.now, limits: createLimits(config) })
  const tending = runTending({ rooms: localRooms, clock, log })
  const roomsApp = createRoomsApp({ rooms: localRooms, log })
  const apps = { ...local.apps, rooms: roomsApp, captions: createCaptionsApp({ queue, log }) }
  const mesh = createMesh({ apps, urls: { transcribe: config.TRANSCRIBE_URL, translate: config.TRANSLATE_URL, speak: config.SPEAK_URL }, key })
  const translator = meshTranslator(mesh)
  const rooms = meshRooms(mesh)
  const remembered = stores.redis ? rememberReaders({ rooms, redis: stores.redis, clock }) : null
  const { readers } = remembered ?? rooms
  const speaker = meshSpeaker(mesh)
  const temporal = options.temporal ?? null
  const { XTTS_URL, XTTS_API_KEY } = config
  const cloner = options.cloner ?? await openCloner({ choice: config.CLONER, xtts: XTTS_URL ? { url: XTTS_URL, ...(XTTS_API_KEY ? { apiKey: XTTS_API_KEY } : {}) } : null, store, log })
  const kept = cache ?? createMemoryCache({ clock })
  const dubs = await openDubs({ config, db, blob: stores.blobs, bus, cache: kept, cloner, speaker, rooms, temporal, metrics, clock, log })
  // Other processes that make captions have no voices.
  const wantedDubs = stores.redis ? await stores.openQueue<DubRequest>(DUB_QUEUE) : null
  const taking = wantedDubs && takeDubs({ queue: wantedDubs, dubs, log })
  const embedders = openTextEmbedders({ store, log })
  const documents = openDocuments({ db, blob: stores.blobs, embedders, work: options.documentsWork ?? (temporal ? createTemporalDocumentsWork(temporal) : noDocumentsWork), clock, log })
  const context = openRoomContext({ db, search: documents.documents.search, metrics, log, now: clock.now })
  const captions = createCaptions({ queue, recogniser: meshRecogniser(mesh), translator, rooms: { ...rooms, readers }, bus, recorder, context, dubs, cache, metrics, log, concurrency: config.CAPTIONS_WORKERS, now: clock.now })
  const chat = createChat({ rooms, translator, bus, recorder, limit: stores.rateLimit, log, now: clock.now })

  const voices = openVoices({
    db, blob: stores.blobs, cache: kept, clock, log,
    cloner, work: options.cloningWork ?? (temporal ? createTemporalWork(temporal, { engine: cloner.engine }) : noCloningWork),
    eraseClones(whose) {
      dubs.live?.stop(whose)
      return eraseClonedAudio({ db, blob: stores.blobs }, whose)
    },
    findParticipant: (who) => rooms.participant(who),
    tell: ({ roomId, peerId }, speechMs) => bus.publish(roomTopic(roomId), { type: 'voice-collected', peerId, speechMs }, { durable: false }),
  })

  const diarization = openDiarization({ config, db, blob: stores.blobs, bus, rooms, temporal, clock, log })

  const works = async (name: 'transcribe' | 'translate' | 'captions') => {
    const answer = await mesh.client(name).readyz.$get().catch((error: unknown) => {
      log.warn('function-not-ready', { function: name, error })
      return null
    })
    return answer?.ok ?? false
  }
  return {
    rooms,
    captions,
    chat,
    translator,
    speaker,
    dubs,
    diarization,
    cache: kept,
    recorder,
    voices,
    documents,
    async ready() {
      // Where other processes make the captions, whether they can is theirs to say: here one sees whether anyone takes them.
      const names = config.CAPTIONS_WORKERS === 0 ? (['translate', 'captions'] as const) : (['transcribe', 'translate', 'captions'] as const)
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await works(name)] as const)))
    },
    async close() {
      await tending.close()
      await localRooms.settled()
      await queue.close()
      await captions.close()
      await diarization.close()
      await context.close()
      await wantedDubs?.close()
      await taking?.close()
      await dubs.close()
      await voices.close()
      await documents.close()
      await embedders.close()
      await recorder.close()
      remembered?.close()
      await cache?.close()
      await cloner.close()
      await local.close()
    },
  }
}
