import { DomainError } from '../../domain/errors.ts'
import { recordedLineSchema } from '../../domain/transcript.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import { openOutbox } from '../../infra/outbox.ts'
import { recordLine } from './record_line.ts'
import type { RecordLineDeps } from './record_line.ts'

const BATCH = 100
const RETRY_FIRST_MS = 250
const RETRY_MAX_MS = 5_000

export interface RecorderDeps extends RecordLineDeps {
  /** Where lines wait until they are stored: a folder of its own below PARLEY_DATA. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
}

/** Takes lines down for good. */
export interface Recorder {
  /**
   * Resolves when the line survives a crash of this process; it is stored soon after, or once the database is back.
   * Rejects only when neither disk nor memory take it.
   */
  record(line: RecordedLine): Promise<void>
  /** Lines and translations that are not in the database yet. */
  readonly pending: number
  /** Resolves when everything that was recorded before is in the database. */
  stored(): Promise<void>
  /** Tries once more to store what is pending; the rest waits on the disk for the next start. Idempotent. */
  close(): Promise<void>
}

/** Opens the recorder and takes over what earlier processes could not store. Throws what the file system says about `folder`. */
export async function openRecorder({ db, meetingOf, folder, clock, log }: RecorderDeps): Promise<Recorder> {
  const outbox = await openOutbox<RecordedLine>({ folder, log, now: clock.now })
  const waiters = new Set<() => void>()
  let storing: Promise<void> | null = null
  let failures = 0
  let cancelRetry: (() => void) | null = null
  let closing: Promise<void> | null = null

  const store = async () => {
    try {
      while (outbox.pending > 0) {
        const { items, settle } = await outbox.take(BATCH)
        for (const item of items) await storeOne(item)
        await settle()
      }
      if (failures > 0) log.info('lines-stored-again', { failures })
      failures = 0
      for (const resolve of waiters) resolve()
      waiters.clear()
    } catch (error) {
      failures += 1
      const retryMs = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_MAX_MS)
      if (failures === 1) log.warn('lines-not-stored', { pending: outbox.pending, error })
      if (!closing) {
        cancelRetry = clock.after(retryMs, () => {
          cancelRetry = null
          start()
        })
      }
    }
  }
  const storeOne = async (item: RecordedLine) => {
    const parsed = recordedLineSchema.safeParse(item)
    try {
      if (!parsed.success) throw parsed.error
      await recordLine({ db, meetingOf }, parsed.data)
    } catch (error) {
      // What the database will never take must not hold up the lines behind it.
      if (parsed.success && !isRefused(error)) throw error
      log.error('line-refused', { lineId: item.lineId, roomId: item.roomId, error })
    }
  }
  const start = () => {
    if (storing || cancelRetry) return
    storing = store().finally(() => {
      storing = null
      if (outbox.pending > 0 && !closing) start()
    })
  }

  start()
  return {
    get pending() {
      return outbox.pending
    },
    async record(line) {
      await outbox.append(line)
      start()
    },
    stored: () => (outbox.pending === 0 && !storing ? Promise.resolve() : new Promise((resolve) => waiters.add(resolve))),
    close() {
      closing ??= (async () => {
        cancelRetry?.()
        await (storing ?? store())
        await outbox.close()
        if (outbox.pending > 0) log.warn('lines-left-in-outbox', { pending: outbox.pending, folder })
      })()
      return closing
    },
  }
}

/** Whether the database answered that these values can never be stored (SQLSTATE classes 22 and 23), or their room is gone. */
function isRefused(error: unknown): boolean {
  if (error instanceof DomainError && error.code === 'not-found') return true
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^2[23]\w{3}$/.test(at.code)) return true
  }
  return false
}
