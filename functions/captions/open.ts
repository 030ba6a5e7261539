import type { SegmentEvent } from '../../domain/audio.ts'
import type { DubRequest } from '../../domain/dub.ts'
import { createRedisCache } from '../../infra/cache/redis.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { Stores } from '../../infra/open_stores.ts'
import { openTextEmbedders } from '../../models/embeddings/open_text.ts'
import { createModelStore } from '../../models/store/store.ts'
import { DUB_QUEUE, handOverDubs } from '../dubs/hand_over.ts'
import { openRoomContext } from '../context/open.ts'
import { createSearch } from '../documents/search.ts'
import { createMesh } from '../mesh/mesh.ts'
import { meshRecogniser, meshTranslator } from '../mesh/ports.ts'
import { openLocalFunctions } from '../open_local.ts'
import { openPresence } from '../rooms/presence/open.ts'
import { openTranscripts } from '../transcripts/open.ts'
import { createCaptionsApp } from './app.ts'
import { createCaptions } from './captions.ts'
import { presentRooms } from './present_rooms.ts'
import { rememberReaders } from './remember_readers.ts'

/** What captions need to be made in a process of their own. Throws an Error that says what to set. */
export function requireShared({ REDIS_URL, DATABASE_URL, CAPTIONS_WORKERS }: Pick<Config, 'REDIS_URL' | 'DATABASE_URL' | 'CAPTIONS_WORKERS'>): void {
  if (!REDIS_URL) throw new Error('Set REDIS_URL, the same for every process: segments come through Redis, and captions go out through it')
  if (!DATABASE_URL) throw new Error('Set DATABASE_URL, the same for every process: final captions are kept there')
  if (CAPTIONS_WORKERS === 0) throw new Error('Set CAPTIONS_WORKERS to 1 or more: with 0 this process would do nothing')
}

/** A process that makes captions of the segments that others queue. Throws DomainError `model-unavailable`. */
export async function openCaptions({ config, stores, metrics, clock, log }: { config: Config; stores: Stores; metrics: Metrics; clock: Clock; log: Log }) {
  const { PARLEY_CACHE: cacheFolder, PARLEY_MODELS: models, HF_ENDPOINT: hubUrl, HF_TOKEN: hubToken, MESH_KEY: key } = config
  const { redis, bus, database: { db } } = stores
  if (!redis) throw new Error('Cannot make captions for other processes without Redis')
  const cache = createRedisCache({ redis, log })
  const store = createModelStore({ cacheFolder, models, hubUrl, hubToken, log })
  const local = await openLocalFunctions({ config, store, cache, log, metrics, speaks: false })
  const recorder = await openTranscripts({ config, db, clock, log })
  const { presence, nodes } = openPresence({ redis, clock, log })
  const remembered = rememberReaders({ rooms: presentRooms(presence), redis, clock })
  const rooms = { ...presentRooms(presence), readers: remembered.readers }
  const mesh = createMesh({ apps: local.apps, urls: { transcribe: config.TRANSCRIBE_URL, translate: config.TRANSLATE_URL }, key })
  const queue = await stores.openQueue<SegmentEvent>('segments')
  const wantedDubs = await stores.openQueue<DubRequest>(DUB_QUEUE)
  const dubs = handOverDubs({ queue: wantedDubs, rooms, log })
  const embedders = openTextEmbedders({ store, log })
  const context = openRoomContext({ db, search: createSearch({ db, embedders }), metrics, log, now: clock.now })
  const captions = createCaptions({
    queue, recogniser: meshRecogniser(mesh), translator: meshTranslator(mesh), rooms, bus, recorder, context, dubs, cache, metrics, log, concurrency: config.CAPTIONS_WORKERS, now: clock.now,
  })
  return {
    app: createCaptionsApp({ queue, log }),
    async close() {
      await queue.close()
      await captions.close()
      await context.close()
      await embedders.close()
      await dubs.settled()
      await wantedDubs.close()
      await recorder.close()
      remembered.close()
      await cache.close()
      await presence.close()
      await nodes.close()
      await local.close()
    },
  }
}
