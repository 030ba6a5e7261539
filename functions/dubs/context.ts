import type { RoomEvent } from '../../domain/events.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import type { MeshSpeaker } from '../mesh/ports.ts'
import type { LiveClones } from './live_clones.ts'

/** What the books of dubs need: where the database is. Speech in cloned voices is made elsewhere. */
export interface DubsDeps {
  readonly db: Db
  readonly blob: Pick<Blobs, 'put' | 'read' | 'delete'>
  readonly bus: Pick<Bus<RoomEvent>, 'publish'>
  /** Which engine speaks, and what; null where none is set up. */
  readonly cloner: Pick<Cloner, 'engine' | 'languages'> | null
  /** The quick voice. */
  readonly speaker: Pick<MeshSpeaker, 'speak'>
  /** What people hear live of the same captions; null or absent where no engine can. */
  readonly live?: Pick<LiveClones, 'saying'> | null
  readonly metrics: Metrics
  readonly now: () => number
  readonly log: Log
}

/** Of a long step. */
export interface StepOptions {
  readonly signal: AbortSignal
  /** Called whenever there is more than before, so that whoever waits sees that it goes on. */
  readonly alive?: () => void
}
