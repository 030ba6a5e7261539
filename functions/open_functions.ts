import type { SegmentEvent } from '../domain/audio.ts'
import type { RoomEvent } from '../domain/events.ts'
import type { Bus } from '../infra/bus/bus.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Database } from '../infra/db/db.ts'
import type { Log } from '../infra/log.ts'
import { createMemoryQueue } from '../infra/queue/memory.ts'
import { createModelStore } from '../models/store/store.ts'
import { createCaptionsApp } from './captions/app.ts'
import { createCaptions } from './captions/captions.ts'
import type { Captions } from './captions/captions.ts'
import { createMesh } from './mesh/mesh.ts'
import { meshRecogniser, meshTranslator } from './mesh/ports.ts'
import type { MeshTranslator } from './mesh/ports.ts'
import { openLocalFunctions } from './open_local.ts'
import { createRoomsApp } from './rooms/app.ts'
import { createRooms } from './rooms/create_rooms.ts'
import { createLimits } from './rooms/limits.ts'
import { meshRooms } from './rooms/mesh_rooms.ts'
import type { Presence } from './rooms/presence/presence.ts'
import type { Rooms } from './rooms/rooms.ts'
import { runTending } from './rooms/tend_loop.ts'

/** A server that stops has this long to caption what was said last, ms. */
const DRAIN_MS = 2_000

export interface Functions {
  readonly rooms: Rooms
  readonly captions: Pick<Captions, 'accept'>
  readonly translator: MeshTranslator
  /** Function → whether it can work now. */
  ready(): Promise<Record<'transcribe' | 'translate' | 'captions' | 'database', boolean>>
  close(): Promise<void>
}

export interface FunctionsOptions {
  readonly config: Config
  readonly bus: Bus<RoomEvent>
  readonly database: Database
  readonly presence: Presence
  readonly clock: Clock
  readonly log: Log
}

/** All functions of the mesh as one process sees them: here, or at their URLs. Throws DomainError `model-unavailable`. */
export async function openFunctions({ config, bus, database, presence, clock, log }: FunctionsOptions): Promise<Functions> {
  const { PARLEY_CACHE: cacheFolder, PARLEY_MODELS: models, HF_ENDPOINT: hubUrl, MESH_KEY: key } = config
  const store = createModelStore({ cacheFolder, models, hubUrl, log })
  const local = await openLocalFunctions({ config, store, log })
  // Rooms and captions stay here as long as their store, bus and queue are this process's memory.
  const localRooms = createRooms({ db: database.db, presence, bus, log, now: clock.now, limits: createLimits(config) })
  const tending = runTending({ rooms: localRooms, clock, log })
  const roomsApp = createRoomsApp({ rooms: localRooms, log })
  const queue = createMemoryQueue<SegmentEvent>({ clock, log, drainMs: DRAIN_MS })
  const apps = { ...local.apps, rooms: roomsApp, captions: createCaptionsApp({ queue, log }) }
  const mesh = createMesh({ apps, urls: { transcribe: config.TRANSCRIBE_URL, translate: config.TRANSLATE_URL }, key })
  const translator = meshTranslator(mesh)
  const rooms = meshRooms(mesh)
  const captions = createCaptions({ queue, recogniser: meshRecogniser(mesh), translator, rooms, bus, log, now: clock.now })

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
    translator,
    async ready() {
      const [transcribe, translate, captions, reached] = await Promise.all([
        works('transcribe'), works('translate'), works('captions'), database.ready(),
      ])
      return { transcribe, translate, captions, database: reached }
    },
    async close() {
      await tending.close()
      await localRooms.settled()
      await queue.close()
      await captions.close()
      await local.close()
    },
  }
}
