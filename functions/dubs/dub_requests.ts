import type { DubCause, DubRequest, DubWork } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import { openOutbox } from '../../infra/outbox.ts'
import type { MeetingOf } from '../transcripts/meeting_of.ts'
import type { DubsDeps } from './context.ts'
import { queueDub } from './queue_dub.ts'
import { settleDub, speakQuick } from './speak_quick.ts'
import { isHeard, wantedDub } from './wanted.ts'
import type { DubRooms } from './wanted.ts'
import { publishDub } from './write_dub.ts'

/** Whoever waits longer than this for the work to begin gets the quick voice, ms. */
const WAIT_MAX_MS = 30_000
/** Beyond this many, the oldest one gets it at once. */
const WAITING_MAX = 200
const RETRY_MS = 1_000
/** Making the quick voice here takes this long at most, ms. */
const QUICK_MAX_MS = 15_000
const ASKS_AT_ONCE_MAX = 50

export interface DubRequestsDeps extends DubsDeps {
  readonly rooms: DubRooms
  readonly meetingOf: MeetingOf
  /** Begins the work, or leaves it alone when it has begun before. Rejects when it cannot begin now. Null: there is nothing to begin it with. */
  readonly start: ((work: DubWork) => Promise<void>) | null
  /** Where requests wait: a folder of its own below PARLEY_DATA. */
  readonly folder: string
  readonly clock: Clock
}

/** What captions ask for. */
export interface DubRequests {
  /** Answers at once and never throws: no caption waits for its dub. Asked twice, it is made once. */
  request(request: DubRequest): void
  /** The same for who can try again: resolves when it cannot be lost any more. Throws what presence and the file system throw, DomainError `unavailable` after `close`. */
  keep(request: DubRequest): Promise<void>
  /** Requests that have not begun. */
  readonly waiting: number
  /** Resolves when everything that was asked for before has begun, or ended. */
  settled(): Promise<void>
  /** Leaves what waits on the disk for the next start. Idempotent. */
  close(): Promise<void>
}

interface Waiting {
  readonly request: DubRequest
  readonly askedMs: number
}

/** Opens the requests for dubs, and takes over those of processes that ended. Throws what the file system says about `folder`. */
export async function openDubRequests(deps: DubRequestsDeps): Promise<DubRequests> {
  const { db, bus, rooms, meetingOf, start, folder, clock, metrics, log, cloner } = deps
  const outbox = await openOutbox<Waiting>({ folder, log, now: clock.now })
  const waiters = new Set<() => void>()
  const asking = new Set<Promise<void>>()
  const closing = new AbortController()
  let working: Promise<void> | null = null
  let cancelRetry: (() => void) | null = null
  let failures = 0

  /** Whether the item is done with: begun, ended, or not wanted. */
  const handle = async ({ request, askedMs }: Waiting): Promise<boolean> => {
    const late = clock.now() - askedMs > WAIT_MAX_MS
    const overfull = outbox.pending > WAITING_MAX
    try {
      const wanted = await wantedDub({ db, rooms, engine: cloner?.engine ?? null }, request)
      if (!wanted) return true
      const { dub, added } = await queueDub({ db, meetingOf }, request, { ...wanted, askedMs })
      if (dub.state !== 'queued') return true
      if (added) await publishDub(bus, dub)
      const cause: DubCause | null = wanted.cause ?? (start === null ? 'workflows' : overfull ? 'busy' : null)
      if (cause) await endQuick(dub.dubId, cause)
      else await begin({ ...request, ...wanted, dubId: dub.dubId, requestedMs: askedMs }, { late })
      return true
    } catch (error) {
      if (!late && isPassing(error)) throw error
      log.error('dub-not-begun', { captionId: request.captionId, roomId: request.roomId, language: request.language, error })
      return true
    }
  }
  const begin = async ({ dubId, captionId, language, roomId, accountId, voiceId, tier, requestedMs }: DubWork, { late }: { late: boolean }) => {
    try {
      await start!({ dubId, captionId, language, roomId, accountId, voiceId, tier, requestedMs })
    } catch (error) {
      if (!late) throw error
      log.warn('dub-work-away', { dubId, captionId, error })
      await endQuick(dubId, 'workflows')
    }
  }
  const endQuick = async (dubId: string, cause: DubCause) => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(QUICK_MAX_MS)])
    await speakQuick(deps, dubId, { signal }).catch((error: unknown) => {
      // Ending is no reason to leave a line silent: whoever starts next goes on.
      closing.signal.throwIfAborted()
      log.warn('quick-voice-failed', { dubId, cause, error })
    })
    await settleDub(deps, dubId, { cause })
  }
  const work = async () => {
    try {
      while (outbox.pending > 0 && !closing.signal.aborted) {
        const { items, settle } = await outbox.take(1)
        for (const item of items) await handle(item)
        await settle()
        failures = 0
      }
      for (const resolve of waiters) resolve()
      waiters.clear()
    } catch (error) {
      if (closing.signal.aborted) return
      failures += 1
      if (failures === 1) log.warn('dubs-wait', { waiting: outbox.pending, error })
      cancelRetry = clock.after(RETRY_MS, () => {
        cancelRetry = null
        run()
      })
    }
  }
  const run = () => {
    if (working || cancelRetry || closing.signal.aborted) return
    working = work().finally(() => {
      working = null
      if (outbox.pending > 0) run()
    })
  }
  /** Text without a word has nothing to say. */
  const hasWords = ({ text }: DubRequest) => /[\p{L}\p{N}]/u.test(text)
  const ask = async (request: DubRequest) => {
    if (!hasWords(request) || !await isHeard(rooms, request)) return
    await outbox.append({ request, askedMs: clock.now() })
    run()
  }
  const notAsked = ({ captionId }: DubRequest, error: unknown) => {
    metrics.count('dubsNotAsked', {})
    log.warn('dub-not-asked', { captionId, error })
  }
  const stopWatching = metrics.watch({ clonesWaiting: () => [{ value: outbox.pending }] })

  run()
  return {
    get waiting() {
      return outbox.pending
    },
    request(request) {
      if (closing.signal.aborted || !hasWords(request)) return
      // Presence that does not answer must not pile up questions.
      if (asking.size >= ASKS_AT_ONCE_MAX) return notAsked(request, new DomainError('unavailable', `Cannot ask for more dubs: ${asking.size} wait for who hears them`))
      const asked: Promise<void> = ask(request).catch((error: unknown) => notAsked(request, error)).finally(() => asking.delete(asked))
      asking.add(asked)
    },
    async keep(request) {
      closing.signal.throwIfAborted()
      const asked = ask(request)
      const noted = asked.catch(() => {}).finally(() => asking.delete(noted))
      asking.add(noted)
      await asked
    },
    async settled() {
      await Promise.all(asking)
      if (outbox.pending > 0 || working) await new Promise<void>((resolve) => waiters.add(resolve))
    },
    async close() {
      if (!closing.signal.aborted) {
        closing.abort(new DomainError('unavailable', 'The process ends'))
        stopWatching()
        cancelRetry?.()
      }
      await Promise.all(asking)
      await working
      await outbox.close()
    },
  }
}

/** Whether trying again later may help. What is no DomainError comes from a connection. */
function isPassing(error: unknown): boolean {
  return !(error instanceof DomainError) || error.retryable
}
