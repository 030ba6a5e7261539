import type { DubRequest } from '../../domain/dub.ts'
import { dubWorkflowId } from '../../domain/dub.ts'
import type { Log } from '../../infra/log.ts'
import type { QueueWorker, WorkQueue } from '../../infra/queue/queue.ts'
import type { DubRequests } from './dub_requests.ts'
import { isHeard } from './wanted.ts'
import type { DubRooms } from './wanted.ts'

/** Of the queue by which processes that only make captions ask for dubs. */
export const DUB_QUEUE = 'dubs'
const AT_ONCE = 4
const ASKS_AT_ONCE_MAX = 50

export interface HandOverDeps {
  readonly queue: WorkQueue<DubRequest>
  readonly rooms: Pick<DubRooms, 'participants'>
  readonly log: Log
}

/**
 * Requests for dubs of a process that has neither Temporal nor voices: those that somebody hears go to the processes that do, by the queue, which
 * keeps them while Redis is away. As `DubRequests.request` it answers at once and never throws.
 */
export function handOverDubs({ queue, rooms, log }: HandOverDeps): Pick<DubRequests, 'request'> & { settled(): Promise<void> } {
  const asking = new Set<Promise<void>>()
  const ask = async (request: DubRequest) => {
    if (!await isHeard(rooms, request)) return
    await queue.push({ id: dubWorkflowId(request), lane: request.captionId, priority: 0, sheddable: false, supersedes: null, precedence: 0, value: request })
  }
  return {
    request(request) {
      if (asking.size >= ASKS_AT_ONCE_MAX) {
        log.warn('dub-not-asked', { captionId: request.captionId, waiting: asking.size })
        return
      }
      const asked: Promise<void> = ask(request).catch((error: unknown) => log.warn('dub-not-asked', { captionId: request.captionId, error })).finally(() => asking.delete(asked))
      asking.add(asked)
    },
    async settled() {
      await Promise.all(asking)
    },
  }
}

/** Takes what other processes hand over. One that cannot be kept now is tried again, here or elsewhere. */
export function takeDubs({ queue, dubs, log }: { readonly queue: WorkQueue<DubRequest>; readonly dubs: Pick<DubRequests, 'keep'>; readonly log: Log }): QueueWorker {
  return queue.work((request) => dubs.keep(request), {
    concurrency: AT_ONCE,
    onFailed: ({ value: { captionId, roomId, language } }, error) => log.error('dub-not-begun', { captionId, roomId, language, error }),
  })
}
