import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { createChannels } from '../redis/channels.ts'
import type { Redis } from '../redis/open_redis.ts'
import type { Crew } from './_crew.ts'
import { stop } from './_crew.ts'
import { hold } from './_hold.ts'
import { createLanes } from './_lanes.ts'
import { createLedger } from './_ledger.ts'
import { createLink } from './_link.ts'
import { guarded } from './_listeners.ts'
import { createSharedWork } from './_work_shared.ts'
import { createWorkHere } from './_work_here.ts'
import type { QueueItem, WorkQueue } from './queue.ts'

/** Work whose worker died is handed out again after this time; a caption is waiting. */
const LEASE_MS = 4_000
/** A missed bell, and the leases of dead workers, are looked for this often, ms. */
const LOOK_MS = 1_000

export interface RedisQueueOptions {
  readonly redis: Redis
  /** Names the queue in Redis: processes with the same name share it. */
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  /** Waiting items beyond which sheddable ones are dropped. */
  readonly lengthMax?: number
  /** Items that must not be shed and wait here for Redis with nobody at work here; beyond it the oldest counts as failed. */
  readonly heldMax?: number
  /** How long `close` lets this process's items and its work finish before signals abort, ms. */
  readonly drainMs?: number
  readonly leaseMs?: number
  /** Pause after a failed attempt, ms. */
  readonly retryDelayMs?: (attempt: number) => number
}

/**
 * A queue that processes share over Redis Streams. Whoever pushes an item keeps it until it is settled: when Redis goes away,
 * with or without its memory, this process works on its own items itself if it has workers, or holds them and hands
 * them over again. So an item may be handled twice, never not at all. Items of equal priority wait in turns of their lanes.
 */
export async function openRedisQueue<T>(options: RedisQueueOptions): Promise<WorkQueue<T>> {
  const { redis, name, clock, log, lengthMax = 256, heldMax = 1_000, drainMs = 4_000, leaseMs = LEASE_MS } = options
  const { retryDelayMs = (attempt) => 100 * 2 ** (attempt - 1) } = options
  const me = crypto.randomUUID()
  const prefix = `parley:queue:{${name}}`
  const crews = new Set<Crew<T>>()
  let closing: Promise<void> | null = null
  let onProgress = () => {}

  const lanes = createLanes<T>({ redis, prefix })
  const ledger = createLedger<T>({ clock, log })
  const busyLanes = (): ReadonlySet<string> => new Set([...shared.atWork(), ...here.atWork()].map(({ lane }) => lane))
  const look = () => {
    link.flush()
    for (const crew of crews) {
      here.fill(crew)
      void shared.pull(crew)
    }
    onProgress()
  }
  const onFailed = ({ options: { onFailed } }: Crew<T>, item: QueueItem<T>, error: unknown) => {
    log.error('queue item failed for good', { itemId: item.id, lane: item.lane, error })
    if (onFailed) guarded({ log, event: 'queue failure listener failed', item }, () => onFailed(item, error))
  }
  const link = createLink<T>({ redis, lanes, ledger, clock, log, owner: me, lengthMax, busyLanes, onChange: () => look() })
  const here = createWorkHere<T>({ lanes, link, ledger, clock, log, me, retryDelayMs, busyLanes, onFailed, onEnd: look })
  const shared = createSharedWork<T>({
    lanes, link, ledger, clock, log, me, leaseMs, retryDelayMs, laneFree: (lane) => here.laneFree(lane), onFailed, onEnd: look,
  })

  const giveWay = (gives: (item: QueueItem<T>) => boolean) => {
    const works = [...shared.atWork().map((work) => ({ work, item: work.taken.item })), ...here.atWork().map((work) => ({ work, item: work.entry.item }))]
    for (const { work, item } of works) {
      if (gives(item)) stop(work, 'superseded', new DomainError('conflict', `"${item.id}" gives way to a newer one`))
    }
  }
  const hear = (text: string, channel: string) => {
    if (channel.endsWith(':bell')) return crews.forEach((crew) => void shared.pull(crew))
    const { kind, id, text: why = '' } = JSON.parse(text) as { kind: 'shed' | 'superseded' | 'done' | 'failed'; id: string; text?: string }
    const entry = ledger.get(id)
    if (kind === 'superseded') giveWay((item) => item.id === id)
    else if (kind === 'shed' && entry) ledger.shed(entry.item, { counted: true })
    else if (kind !== 'shed') ledger.settle(id, kind, why)
    onProgress()
  }
  const channels = createChannels({ connection: redis.subscriptions, onMessage: hear })
  const stopRenewing = redis.onReconnected(() => {
    channels.renew().catch((error: unknown) => log.debug('queue-channels-not-renewed', { error }))
  })
  let callOffLook = () => {}
  const lookLater = () => {
    callOffLook = clock.after(LOOK_MS, () => {
      look()
      lookLater()
    })
  }

  const refuseWhenClosed = (action: string) => {
    if (closing) throw new DomainError('unavailable', `Cannot ${action}: the queue is closed`)
  }
  const drain = async () => {
    const outdated = ledger.all().filter(({ item }) => item.sheddable && !isAtWork(item.id))
    for (const { item } of outdated) ledger.shed(item)
    if (outdated.length > 0) await link.report(() => lanes.withdraw(outdated.map(({ item }) => item.id)))
    const untilMs = clock.now() + drainMs
    await within(drainMs, () => ledger.size === 0 || ![...crews].some(({ open }) => open))
    for (const crew of crews) crew.open = false
    await within(untilMs - clock.now(), () => [...crews].every(({ runs }) => runs.size === 0))
    for (const work of [...shared.atWork(), ...here.atWork()]) stop(work, 'closing', new DomainError('unavailable', 'The queue closes'))
    // Work that does not look at its signal goes back at once all the same, so that another process takes it.
    if (!link.away) for (const { taken: { item, run } } of shared.atWork()) await link.report(() => lanes.retry({ id: item.id, run }, { delayMs: 0, counts: false }))
    for (const { item } of ledger.waitingHere()) ledger.settle(item.id, 'failed', 'it was not handled before the queue closed, and Redis is away')
    if (!link.away) await link.report(() => lanes.leave(me))
    link.close()
    shared.close()
    callOffLook()
    stopRenewing()
    await channels.close()
  }
  const within = (ms: number, isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      const end = () => {
        callOff()
        onProgress = () => {}
        resolve()
      }
      const callOff = clock.after(ms, end)
      onProgress = () => {
        if (isDone()) end()
      }
      onProgress()
    })
  const isAtWork = (id: string) => shared.atWork().some(({ taken }) => taken.item.id === id) || here.atWork().some(({ entry }) => entry.item.id === id)

  const sendOrKeep = async (item: QueueItem<T>) => {
    // When Redis turns out to be away, it waits here: that is what the ledger is for.
    const outcome = await link.send(ledger.add(item, 'sending')).catch(() => 'queued')
    return outcome === 'shed' ? 'shed' : outcome === 'queued' || outcome === 'beyond' ? 'queued' : 'duplicate'
  }
  const keep = (item: QueueItem<T>) => {
    const isKept = hold({ ledger, log, lengthMax, heldMax, isAtWork }, item)
    look()
    return isKept ? 'queued' : 'shed'
  }

  await Promise.all([channels.open(`${prefix}:bell`), channels.open(`${prefix}:to:${me}`)])
  await link.arrive()
  lookLater()

  return {
    async push(item) {
      refuseWhenClosed(`queue "${item.id}"`)
      if (ledger.knows(item.id)) return 'duplicate'
      const outcome = !link.away && !ledger.hasHere(item.lane) ? await sendOrKeep(item) : keep(item)
      if (outcome === 'queued' && item.supersedes !== null) giveWay((other) => isOutdated(other, item))
      return outcome
    },
    work(handler, options) {
      refuseWhenClosed('start work')
      // Async, so that a handler that throws before its first await is a failure like any other.
      const crew: Crew<T> = { handler: async (value, context) => handler(value, context), options, runs: new Set(), open: true, pulling: false, again: false }
      crews.add(crew)
      look()
      return {
        async close() {
          crew.open = false
          onProgress()
          await Promise.all(crew.runs)
          if (!closing) crews.delete(crew)
        },
      }
    },
    onShed: ledger.onShed,
    onSettled: ledger.onSettled,
    async stats() {
      const waiting = ledger.waitingHere().filter(({ item }) => !isAtWork(item.id))
      const oldestMs = Math.max(0, ...waiting.map(({ pushedMs }) => clock.now() - pushedMs))
      const stats = { waiting: waiting.length, running: here.atWork().length + shared.atWork().length, shed: ledger.shedHere, oldestMs }
      if (link.away) return stats
      const there = await lanes.stats()
      return { ...there, shed: there.shed + ledger.shedHere }
    },
    close() {
      closing ??= Promise.resolve().then(drain)
      return closing
    },
  }
}

/** Whether work on the one ends because the other has come. */
function isOutdated(atWork: QueueItem<unknown>, newer: QueueItem<unknown>): boolean {
  return atWork.id !== newer.id && atWork.sheddable && atWork.supersedes === newer.supersedes && atWork.precedence < newer.precedence
}
