import type { Functions } from '../functions/open_functions.ts'
import type { Clock } from '../infra/clock.ts'
import type { Log } from '../infra/log.ts'
import type { Stores } from '../infra/open_stores.ts'
import { createCloneVoiceBooks } from './clone_voice/books.ts'
import { createDiarizationBooks } from './diarize_meeting/activities.ts'
import { createIngestDocumentBooks } from './ingest_document/books.ts'
import { createPhraseBooks } from './say_phrases_ahead/activities.ts'
import { createDubBooks } from './synthesize_cloned_speech/activities.ts'
import type { Activities } from './worker.ts'

export interface BooksDeps {
  readonly functions: Functions
  readonly stores: Stores
  readonly clock: Clock
  readonly log: Log
}

/** The activities of the main process: short steps with database, bus and cache, each written so that doing it twice is doing it once. */
export function createBooks({ functions, stores, clock, log }: BooksDeps): Activities {
  const { blobs: blob, database: { db } } = stores
  return {
    ...createCloneVoiceBooks({ db, blob, cache: functions.cache, now: clock.now, log }),
    ...createIngestDocumentBooks(functions.documents.deps),
    ...createDubBooks(functions.dubs.deps),
    ...createPhraseBooks(functions.dubs.deps),
    ...createDiarizationBooks(functions.diarization.deps),
  }
}
