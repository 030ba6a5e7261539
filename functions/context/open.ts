import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { openTerms } from '../../models/terms/terms.ts'
import { createRoomContext } from './room_context.ts'
import type { RoomContext } from './room_context.ts'
import { readPassage, readRoomTerms, versionOfTerms } from './room_terms.ts'

/** What rooms' vocabularies and documents do for captions that this process makes. */
export function openRoomContext({ db, ...deps }: { db: Db; metrics: Metrics; log: Log; now: () => number; patienceMs?: number }): RoomContext {
  const terms = openTerms()
  const context = createRoomContext({
    source: { version: (roomId) => versionOfTerms(db, roomId), terms: (roomId) => readRoomTerms(db, roomId), passage: (found) => readPassage(db, found) }, terms, ...deps,
  })
  return {
    open: context.open,
    async close() {
      await context.close()
      await terms.close()
    },
  }
}
