import { asc, lte, sql } from 'drizzle-orm'
import type { Erased } from '../../domain/transcript.ts'
import { meetings } from '../../infra/db/schema/mod.ts'
import type { Clock } from '../../infra/clock.ts'
import { addErased, eraseMeeting, NOTHING_ERASED } from './erase_meeting.ts'
import type { EraseDeps } from './erase_meeting.ts'

const DAY_MS = 24 * 60 * 60_000
/** After a run that failed, as when the database is away. */
const RETRY_MS = 5 * 60_000

export interface RetentionDeps extends EraseDeps {
  readonly clock: Clock
  /** What others let go of every day as well. */
  readonly alongside?: readonly (() => Promise<void>)[]
}

/** Erases meetings whose time is over, now and every day. */
export interface Retention {
  /** Resolves when the first run is through, well or not: a failure is logged and tried again in five minutes. */
  readonly first: Promise<void>
  /** Waits for a run that goes on. Idempotent. */
  close(): Promise<void>
}

/** Every process may have one: each meeting is erased by the process that locks its row. */
export function createRetention({ clock, alongside = [], ...deps }: RetentionDeps): Retention {
  let cancel: (() => void) | null = null
  let closed = false
  let running: Promise<void>

  const run = async () => {
    let nextMs = DAY_MS
    try {
      const erased = await eraseExpired(deps, { nowMs: clock.now(), goOn: () => !closed })
      for (const purge of alongside) await purge()
      // Plans of searches need to know how common words are, and the embedded database has nobody else to count them.
      await deps.db.execute(sql`analyze meetings, meeting_people, lines, line_texts`)
      deps.log.info('retention', { ...erased })
    } catch (error) {
      deps.log.error('retention-failed', { error })
      nextMs = RETRY_MS
    }
    if (!closed) cancel = clock.after(nextMs, () => { running = run() })
  }
  running = run()
  return {
    first: running,
    async close() {
      closed = true
      cancel?.()
      await running
    },
  }
}

/** Erases every meeting that expired by `nowMs`, one after the other. Throws what the database and the files' place throw. */
export async function eraseExpired(deps: EraseDeps, { nowMs, goOn = () => true }: { nowMs: number; goOn?: () => boolean }): Promise<Erased> {
  let erased = NOTHING_ERASED
  while (goOn()) {
    const one = await deps.db.transaction(async (tx) => {
      // A row that another process holds is its to erase; the lock lasts until the meeting is gone.
      const [due] = await tx.select({ meetingId: meetings.meetingId }).from(meetings).where(lte(meetings.expiresAt, new Date(nowMs)))
        .orderBy(asc(meetings.expiresAt)).limit(1).for('update', { skipLocked: true })
      return due ? eraseMeeting({ ...deps, db: tx }, due.meetingId) : null
    })
    if (!one) break
    erased = addErased(erased, one)
  }
  return erased
}
