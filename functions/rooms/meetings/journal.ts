import type { Participant } from '../../../domain/room.ts'
import type { Log } from '../../../infra/log.ts'
import { isAway } from '../records.ts'

/** Something that belongs into the books of a room's meetings. Times in ms since the epoch. */
export type MeetingEntry =
  | { readonly type: 'arrived'; readonly person: Participant; readonly atMs: number }
  /** `last`: nobody is present any more. */
  | { readonly type: 'left'; readonly person: Participant; readonly atMs: number; readonly last: boolean }
  | { readonly type: 'ended'; readonly roomId: string; readonly atMs: number }

/** Writes who met when, in the order in which it happened; what cannot be written waits, so that meetings go on without the database. */
export interface Journal {
  add(entry: MeetingEntry): void
  /** Resolves when everything is written, or cannot be for now. */
  settled(): Promise<void>
  /** Tries again to write what waits. */
  retry(): Promise<void>
  readonly waiting: number
}

export interface JournalOptions {
  /** Throws DomainError `unavailable` for: later. */
  readonly write: (entry: MeetingEntry) => Promise<void>
  readonly log: Log
  /** Entries kept while the database is away; then the oldest give way, counted in the log. */
  readonly entriesMax?: number
}

export function createJournal({ write, log, entriesMax = 100_000 }: JournalOptions): Journal {
  const entries: MeetingEntry[] = []
  let tail: Promise<void> = Promise.resolve()

  const drain = async () => {
    while (entries.length > 0) {
      const entry = entries[0]!
      try {
        await write(entry)
      } catch (error) {
        if (isAway(error)) return
        log.error('meeting-not-written', { type: entry.type, error })
      }
      // An entry may have given way in the meantime.
      if (entries[0] === entry) entries.shift()
    }
  }
  const retry = () => (tail = tail.then(drain))

  return {
    add(entry) {
      if (entries.length >= entriesMax) {
        entries.shift()
        log.error('meeting-entries-dropped', { entriesMax })
      }
      entries.push(entry)
      void retry()
    },
    settled: () => tail,
    retry,
    get waiting() {
      return entries.length
    },
  }
}
