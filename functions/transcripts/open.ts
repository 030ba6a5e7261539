import { join } from 'node:path'
import type { Clock } from '../../infra/clock.ts'
import type { Config } from '../../infra/config.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import { createLimits } from '../rooms/limits.ts'
import { createMeetingOf } from './meeting_of.ts'
import type { Recorder } from './recorder.ts'
import { openRecorder } from './recorder.ts'

/** The recorder of a process that makes captions, with its outbox below PARLEY_DATA. Throws what the file system says about that folder. */
export function openTranscripts({ config, db, clock, log }: { config: Config; db: Db; clock: Clock; log: Log }): Promise<Recorder> {
  return openRecorder({ db, meetingOf: createMeetingOf({ db, limits: createLimits(config) }), folder: join(config.PARLEY_DATA, 'outbox'), clock, log })
}
