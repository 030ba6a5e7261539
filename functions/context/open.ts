import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { openTerms } from '../../models/terms/terms.ts'
import type { RoomDocuments } from '../documents/documents.ts'
import { createNearTerms } from './near_terms.ts'
import { createRoomContext } from './room_context.ts'
import type { RoomContext } from './room_context.ts'
import { readPassage, readRoomTerms, readTermsIn, versionOfTerms } from './room_terms.ts'

/** What rooms' vocabularies and documents do for captions that this process makes. */
export function openRoomContext({ db, search, ...deps }: { db: Db; search: RoomDocuments['search']; metrics: Metrics; log: Log; now: () => number; patienceMs?: number }): RoomContext {
  const terms = openTerms()
  const near = createNearTerms({ search, termsIn: (pieces) => readTermsIn(db, pieces), ...deps })
  const context = createRoomContext({
    source: { version: (roomId) => versionOfTerms(db, roomId), terms: (roomId) => readRoomTerms(db, roomId), passage: (found) => readPassage(db, found) }, terms, near, ...deps,
  })
  return {
    open: context.open,
    settled: context.settled,
    async close() {
      await context.close()
      await terms.close()
    },
  }
}
