import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { AtWork, Crew } from './_crew.ts'
import { attemptsOf, atWork, enlist, hasRoom } from './_crew.ts'
import type { Lanes, Settled } from './_lanes.ts'
import type { Entry, Ledger } from './_ledger.ts'
import type { Link } from './_link.ts'
import type { QueueItem } from './queue.ts'

export interface WorkHereDeps<T> {
  readonly lanes: Lanes<T>
  readonly link: Link<T>
  readonly ledger: Ledger<T>
  readonly clock: Clock
  readonly log: Log
  readonly me: string
  readonly retryDelayMs: (attempt: number) => number
  readonly busyLanes: () => ReadonlySet<string>
  readonly onFailed: (crew: Crew<T>, item: QueueItem<T>, error: unknown) => void
  readonly onEnd: () => void
}

interface WorkHere<T> extends AtWork {
  readonly entry: Entry<T>
  readonly ended: Promise<void>
}

/** Works on what this process pushed itself, while Redis is away. */
export function createWorkHere<T>({ lanes, link, ledger, clock, log, me, retryDelayMs, busyLanes, onFailed, onEnd }: WorkHereDeps<T>) {
  const works = new Map<string, WorkHere<T>>()

  const fill = (crew: Crew<T>) => {
    while (link.away && hasRoom(crew)) {
      const entry = ledger.next(busyLanes())
      if (!entry) break
      start(crew, entry)
    }
  }
  const start = (crew: Crew<T>, entry: Entry<T>) => {
    const { lane } = entry.item
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const work: WorkHere<T> = { ...atWork(lane), entry, ended }
    works.set(lane, work)
    enlist(crew, attempt(crew, work), () => {
      works.delete(lane)
      end()
      onEnd()
    })
  }
  const attempt = async (crew: Crew<T>, work: WorkHere<T>) => {
    const { entry, controller } = work
    const { item } = entry
    entry.attempt++
    try {
      const note = await crew.handler(item.value, { signal: controller.signal, attempt: entry.attempt, queuedMs: clock.now() - entry.pushedMs })
      await settle(entry, 'done', note ?? '')
    } catch (error) {
      if (work.why === 'superseded') return settle(entry, 'done', '')
      if (entry.attempt >= attemptsOf(crew) || work.why === 'closing') {
        onFailed(crew, item, error)
        return settle(entry, 'failed', String(error))
      }
      log.warn('queue item failed, to be tried again', { itemId: item.id, lane: item.lane, attempt: entry.attempt, error })
      const delayMs = retryDelayMs(entry.attempt)
      entry.readyMs = clock.now() + delayMs
      if (delayMs > 0) clock.after(delayMs, onEnd)
    }
  }
  const settle = async ({ item: { id }, sent }: Entry<T>, outcome: Settled, text: string) => {
    ledger.settle(id, outcome, text)
    // A copy that Redis kept is not worked on again.
    if (sent) await link.report(() => lanes.finish({ id, run: '' }, { owner: me, outcome, text }))
  }

  return {
    fill,
    atWork: (): readonly WorkHere<T>[] => [...works.values()],
    laneFree: async (lane: string) => works.get(lane)?.ended,
  }
}
