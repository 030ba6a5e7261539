import { join } from 'node:path'
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
import type { DubRooms } from './wanted.ts'

export interface OpenDubsOptions extends Omit<DubsDeps, 'now' | 'cloner'> {
  readonly config: Config
  /** One named `none` is none. */
  readonly cloner: Cloner
  /** null where there is none: then the quick voice says so. */
  readonly temporal: Temporal | null
  readonly rooms: DubRooms
  readonly clock: Clock
}

/** Captions in their speakers' own voices, as a process has them that makes captions. */
export interface Dubs extends DubRequests {
  /** What the books of the workflows need. */
  readonly deps: DubsDeps
}

/** Opens them, with an outbox below PARLEY_DATA. Throws what the file system says about that folder. */
export async function openDubs({ config, cloner, temporal, rooms, clock, ...rest }: OpenDubsOptions): Promise<Dubs> {
  const deps: DubsDeps = { ...rest, cloner: cloner.engine === 'none' ? null : cloner, now: clock.now }
  const requests = await openDubRequests({
    ...deps, rooms, clock,
    meetingOf: createMeetingOf({ db: deps.db, limits: createLimits(config) }),
    start: temporal && createStartDub(temporal, { engine: cloner.engine, log: deps.log }),
    folder: join(config.PARLEY_DATA, 'dubs'),
  })
  return {
    deps,
    request: requests.request,
    keep: requests.keep,
    get waiting() {
      return requests.waiting
    },
    settled: requests.settled,
    close: requests.close,
  }
}
