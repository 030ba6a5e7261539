import type { RoomEvent } from '../../domain/events.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'

/** What the books of diarization need: where the database is. Models are elsewhere. */
export interface DiarizationDeps {
  readonly db: Db
  readonly blob: Pick<Blobs, 'put' | 'read' | 'list' | 'delete' | 'deletePrefix'>
  readonly bus: Pick<Bus<RoomEvent>, 'publish'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
}

/** Where to tell about a microphone. */
export interface RoomMicrophone {
  readonly roomId: string
  readonly meetingId: string
  readonly peerId: string
}
