import { CancellationScope, CancelledFailure, isCancellation, proxyActivities } from '@temporalio/workflow'
import type { DubCause, DubWork } from '../../domain/dub.ts'
import { dubCauseOf } from '../../domain/dub_cause.ts'
import { BOOKS } from '../activity_options.ts'
import { causeOf } from '../failures.ts'
import { trackStatus } from '../status.ts'
import type { Status } from '../status.ts'
import type { DubBooks, DubSpeech } from './activities.ts'
import { DEADLINE_MS, LEAST_MS } from './messages.ts'
import type { DubResult } from './messages.ts'

const books = proxyActivities<DubBooks>(BOOKS)
/** Not for ever: a quick voice that fails four times leaves the line without a sound, and saying so. */
const { speakDubQuickly } = proxyActivities<DubBooks>({ ...BOOKS, heartbeatTimeout: '15 seconds', retry: { ...BOOKS.retry, maximumAttempts: 4 } })
/** The deadline of the whole ends the attempts; what hangs is ended sooner, so that another attempt has a chance. */
const { sayInVoice } = proxyActivities<DubSpeech>({
  startToCloseTimeout: '40 seconds',
  heartbeatTimeout: '10 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '5 seconds', maximumAttempts: 6 },
})

/**
 * A final caption in its speaker's own voice. It ends in the clone, or in the quick voice with its cause: by what the books say, by what the engine
 * fails with after its attempts, by the deadline, and by cancelling. The quick voice is made beside the clone, so it is there in any case.
 */
export async function synthesizeClonedSpeech({ dubId, requestedMs }: DubWork): Promise<DubResult> {
  const status = trackStatus()
  let quick: Promise<void> | null = null
  const beginQuick = () => quick ??= CancellationScope.nonCancellable(() => speakDubQuickly(dubId).catch(() => {}))
  let cause: DubCause | null = null
  let cancelled: unknown = null
  const leftMs = Math.max(LEAST_MS, requestedMs + DEADLINE_MS - Date.now())
  try {
    const ended = await CancellationScope.withTimeout(leftMs, () => clone(dubId, status, beginQuick))
    if (ended === 'ready' || ended === 'over') {
      status.end('done')
      return { state: ended, cause: null }
    }
    cause = ended
  } catch (error) {
    const stopped = CancellationScope.current().consideredCancelled
    cancelled = stopped ? error : null
    cause = stopped ? 'cancelled' : isCancellation(error) ? 'slow' : dubCauseOf(causeOf(error))
  }
  const settled = await CancellationScope.nonCancellable(async () => {
    status.at('quick-voice', { from: 0.9 })
    await beginQuick()
    return books.settleDub(dubId, cause)
  })
  if (cancelled) {
    status.end('cancelled', { cause })
    throw cancelled instanceof CancelledFailure ? cancelled : new CancelledFailure('Ended before the clone was there')
  }
  // The clone may have been kept at the last moment: what the books say stands.
  const state = settled === null || settled.state === 'queued' || settled.state === 'working' ? 'over' : settled.state
  status.end('done', { cause: settled?.cause ?? undefined })
  return { state, cause: settled?.cause ?? null }
}

/** The way to the clone, or why there is none. */
async function clone(dubId: string, status: Status, beginQuick: () => unknown): Promise<'ready' | 'over' | DubCause> {
  status.at('checking', { from: 0, upTo: 0.1 })
  const prepared = await books.prepareDub(dubId)
  if (prepared.next === 'over') return 'over'
  beginQuick()
  if (prepared.next === 'quick') return prepared.cause
  const { order } = prepared
  status.at('speaking', { from: 0.1, upTo: 0.9 })
  const { durationMs } = await sayInVoice(order)
  status.at('keeping', { from: 0.9 })
  const kept = await books.keepClone(dubId, { voiceId: order.voiceId, engine: order.engine, durationMs, to: order.to })
  return kept ? 'ready' : 'consent'
}
