import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { AtWork, Crew } from './_crew.ts'
import { attemptsOf, atWork, enlist, hasRoom, stop } from './_crew.ts'
import type { Lanes, Taken } from './_lanes.ts'
import type { Ledger } from './_ledger.ts'
import type { Link } from './_link.ts'
import type { QueueItem } from './queue.ts'

export interface SharedWorkDeps<T> {
  readonly lanes: Lanes<T>
  readonly link: Link<T>
  readonly ledger: Ledger<T>
  readonly clock: Clock
  readonly log: Log
  /** This process, as owner and as worker. */
  readonly me: string
  readonly leaseMs: number
  readonly retryDelayMs: (attempt: number) => number
  /** Resolves when nothing of that lane is at work since Redis was away. */
  readonly laneFree: (lane: string) => Promise<void>
  readonly onFailed: (crew: Crew<T>, item: QueueItem<T>, error: unknown) => void
  readonly onEnd: () => void
}

interface Lease<T> extends AtWork {
  readonly taken: Taken<T>
}

/** Works on items that Redis hands out, each under a lease that is made new while it is at work. */
export function createSharedWork<T>(deps: SharedWorkDeps<T>) {
  const { lanes, link, ledger, clock, log, me, leaseMs, retryDelayMs, laneFree, onFailed, onEnd } = deps
  const leases = new Map<string, Lease<T>>()
  let callOffRenewal = () => {}

  /** Takes as much as the crew has room for. */
  const pull = async (crew: Crew<T>) => {
    crew.again = true
    if (crew.pulling) return
    crew.pulling = true
    try {
      while (crew.again && !link.away) {
        crew.again = false
        while (hasRoom(crew) && !link.away) {
          const taken = await lanes.take({ worker: me, leaseMs, attemptsMax: attemptsOf(crew) })
          if (!taken) break
          if (taken.exhausted) fail(crew, taken, new DomainError('internal', 'Its workers stopped while they worked on it'))
          else start(crew, taken)
        }
      }
    } catch (error) {
      link.lose(error)
    } finally {
      crew.pulling = false
    }
  }
  const start = (crew: Crew<T>, taken: Taken<T>) => {
    const lease = { ...atWork(taken.item.lane), taken }
    leases.set(taken.run, lease)
    enlist(crew, work(crew, lease), () => {
      leases.delete(taken.run)
      onEnd()
    })
  }
  const work = async (crew: Crew<T>, lease: Lease<T>) => {
    const { taken, controller } = lease
    const { item: { id, lane, value }, attempt, queuedMs } = taken
    let note: string | void = ''
    try {
      await laneFree(lane)
      if (!ledger.isSettled(id)) note = await crew.handler(value, { signal: controller.signal, attempt, queuedMs })
    } catch (error) {
      // What came instead says the same and more: nothing is missing.
      if (lease.why !== 'superseded') return notDone(crew, lease, error)
    }
    // Known here even when Redis cannot be told now.
    ledger.settle(id, 'done', note ?? '')
    await link.report(() => lanes.finish({ id, run: taken.run }, { owner: taken.owner, outcome: 'done', text: note ?? '' }))
  }
  const notDone = async (crew: Crew<T>, { taken, why }: Lease<T>, error: unknown) => {
    const run = { id: taken.item.id, run: taken.run }
    const { attempt, owner } = taken
    if (why === 'lease-lost') return
    // An outage may be why it failed: that does not count.
    const release = () => link.report(() => lanes.retry(run, { delayMs: 0, counts: false }))
    if (link.away || why === 'closing') return release()
    try {
      if (attempt < attemptsOf(crew)) {
        const delayMs = retryDelayMs(attempt)
        log.warn('queue item failed, to be tried again', { itemId: run.id, lane: taken.item.lane, attempt, error })
        await lanes.retry(run, { delayMs, counts: true })
        if (delayMs > 0) clock.after(delayMs, onEnd)
      } else if (await lanes.finish(run, { owner, outcome: 'failed', text: String(error) })) {
        fail(crew, taken, error)
      }
    } catch (cause) {
      link.lose(cause)
      await release()
    }
  }
  const fail = (crew: Crew<T>, { item }: Taken<T>, error: unknown) => {
    onFailed(crew, item, error)
    ledger.settle(item.id, 'failed', String(error))
  }

  const renewLater = () => {
    callOffRenewal = clock.after(leaseMs / 3, () => {
      renew().catch(link.lose).finally(renewLater)
    })
  }
  const renew = async () => {
    if (link.away || leases.size === 0) return
    const held = [...leases.values()]
    const lost = new Set(await lanes.renew(me, held.map(({ taken }) => taken)))
    for (const lease of held) {
      const { id, lane } = lease.taken.item
      if (!lost.has(id) || !leases.has(lease.taken.run)) continue
      log.warn('queue lease lost', { itemId: id, lane })
      stop(lease, 'lease-lost', new DomainError('conflict', `The lease of "${id}" was lost`))
    }
  }
  renewLater()

  return {
    pull,
    has: (id: string) => [...leases.values()].some(({ taken }) => taken.item.id === id),
    atWork: (): readonly Lease<T>[] => [...leases.values()],
    close: () => callOffRenewal(),
  }
}
