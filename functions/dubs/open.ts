import { join } from 'node:path'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Config } from '../../infra/config.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import { createLimits } from '../rooms/limits.ts'
import { createMeetingOf } from '../transcripts/meeting_of.ts'
import type { DubsDeps } from './context.ts'
import { openDubRequests } from './dub_requests.ts'
import type { DubRequests } from './dub_requests.ts'
import { createStartDub } from './start_dub.ts'
import { createLiveClones } from './live_clones.ts'
import type { LiveClones } from './live_clones.ts'
import type { DubRooms } from './wanted.ts'

export interface OpenDubsOptions extends Omit<DubsDeps, 'now' | 'cloner' | 'live'> {
  readonly config: Config
  /** One named `none` is none. */
  readonly cloner: Cloner
  /** null where there is none: then the quick voice says so. */
  readonly temporal: Temporal | null
  readonly rooms: DubRooms
  /** Of what engines made of voices. */
  readonly cache: Cache
  readonly clock: Clock
}

/** Captions in their speakers' own voices, as a process has them that makes captions. */
export interface Dubs extends DubRequests {
  /** What the books of the workflows need. */
  readonly deps: DubsDeps
  /** As they are heard live; null where no engine can. */
  readonly live: LiveClones | null
}

/** Opens them, with an outbox below PARLEY_DATA. Throws what the file system says about that folder. */
export async function openDubs({ config, cloner, temporal, rooms, cache, clock, ...rest }: OpenDubsOptions): Promise<Dubs> {
  const meetingOf = createMeetingOf({ db: rest.db, limits: createLimits(config) })
  const live = cloner.live && createLiveClones({ ...rest, cache, rooms, meetingOf, cloner, languages: await cloner.languages(), clock })
  const deps: DubsDeps = { ...rest, cloner: cloner.engine === 'none' ? null : cloner, live, now: clock.now }
  const requests = await openDubRequests({
    ...deps, rooms, clock,
    meetingOf,
    start: temporal && createStartDub(temporal, { engine: cloner.engine, log: deps.log }),
    folder: join(config.PARLEY_DATA, 'dubs'),
  })
  return {
    deps,
    live,
    request: requests.request,
    keep: requests.keep,
    get waiting() {
      return requests.waiting
    },
    settled: requests.settled,
    async close() {
      await live?.close()
      await requests.close()
    },
  }
}
