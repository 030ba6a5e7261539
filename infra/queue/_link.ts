import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Redis } from '../redis/open_redis.ts'
import type { Lanes, Settled } from './_lanes.ts'
import type { Entry, Ledger } from './_ledger.ts'

/** While Redis is away it is tried this often, ms. */
const TRY_MS = 250
/** How often Redis is asked what became of items whose end was not heard of, ms. */
const ASK_MS = 5_000

export interface LinkDeps<T> {
  readonly redis: Redis
  readonly lanes: Lanes<T>
  readonly ledger: Ledger<T>
  readonly clock: Clock
  readonly log: Log
  readonly owner: string
  readonly lengthMax: number
  /** Lanes in which this process is at work. */
  readonly busyLanes: () => ReadonlySet<string>
  /** Items can be taken again from here or from there. */
  readonly onChange: () => void
}

/**
 * Whether Redis can be used, and what is owed to it: reports that it could not take, and the items that wait here. After an
 * outage reports go first, then the items in the order in which they came, each lane when nothing of it is at work here.
 */
export function createLink<T>({ redis, lanes, ledger, clock, log, owner, lengthMax, busyLanes, onChange }: LinkDeps<T>) {
  let away = true
  let lostAtMs: number | null = null
  let closed = false
  let arriving: Promise<void> | null = null
  let sending: Promise<void> | null = null
  let reports: (() => Promise<unknown>)[] = []
  let callOffTry = () => {}
  let callOffAsk = () => {}

  const lose = (error: unknown) => {
    // What was handed over while coming back is gone as well.
    for (const entry of ledger.all()) entry.place = 'here'
    if (away || closed) return
    away = true
    lostAtMs = clock.now()
    log.warn('queue-away', { held: ledger.size, error })
    void arrive()
    onChange()
  }
  const tryLater = () => {
    callOffTry()
    if (!closed) callOffTry = clock.after(TRY_MS, () => void arrive())
  }
  const arrive = () => {
    arriving ??= comeBack().finally(() => {
      arriving = null
      if (away) tryLater()
    })
    return arriving
  }
  const comeBack = async () => {
    if (!away || closed || !redis.commands.ready) return
    const reported = reports.length
    try {
      await lanes.load()
      while (reports.length > 0) {
        await reports[0]!()
        reports.shift()
      }
      await sendHere()
      away = false
      if (lostAtMs !== null) log.info('queue-back', { awayMs: clock.now() - lostAtMs, reported })
    } catch (error) {
      log.debug('queue-not-back', { error })
    }
    onChange()
  }

  const sendHere = () => {
    sending ??= sendAll().finally(() => {
      sending = null
    })
    return sending
  }
  const sendAll = async () => {
    for (;;) {
      const entry = firstOf(ledger.waitingHere(), busyLanes())
      if (!entry || closed) return
      await send(entry)
    }
  }
  /** Hands an item over to Redis. On failure it stays here. */
  const send = async (entry: Entry<T>) => {
    const { item } = entry
    entry.place = 'sending'
    entry.sent = true
    let reply: Awaited<ReturnType<typeof lanes.push>>
    try {
      reply = await lanes.push(item, { owner, lengthMax })
    } catch (error) {
      entry.place = 'here'
      lose(error)
      throw error
    }
    // It may have come back here meanwhile: another call found Redis gone.
    if (entry.place === 'sending') entry.place = 'shared'
    for (const id of reply.dropped) {
      const dropped = ledger.get(id)
      if (dropped) ledger.shed(dropped.item, { counted: true })
    }
    if (reply.outcome === 'beyond') log.warn('queue is beyond its length', { lengthMax })
    if (reply.outcome === 'shed') ledger.shed(item, { counted: true })
    if (reply.outcome === 'done' || reply.outcome === 'failed') ledger.settle(item.id, reply.outcome, unheard(reply.outcome))
    return reply.outcome
  }

  /** Notices can be missed: asks about what is not known to be settled, and sends again what Redis knows nothing of. */
  const catchUp = async () => {
    const entries = ledger.shared()
    if (away || closed || entries.length === 0) return
    const states = await lanes.ask(entries.map(({ item }) => item.id))
    for (const [at, entry] of entries.entries()) {
      const state = states[at]
      if (entry.place !== 'shared') continue
      if (state === 'done' || state === 'failed') ledger.settle(entry.item.id, state, unheard(state))
      if (state !== 'unknown') continue
      if (entry.item.sheddable) ledger.shed(entry.item)
      else entry.place = 'here'
    }
    await sendHere()
  }
  const askLater = () => {
    callOffAsk = clock.after(ASK_MS, () => {
      catchUp().catch(lose).finally(() => {
        if (!closed) askLater()
      })
    })
  }
  const stopListening = redis.onReconnected(() => {
    if (away) void arrive()
    else catchUp().catch(lose)
  })
  askLater()

  return {
    get away() {
      return away
    },
    lose,
    arrive,
    send,
    /** Sends what waits here, unless Redis is away. */
    flush() {
      if (!away && ledger.waitingHere().length > 0) sendHere().catch(lose)
    },
    /** Tells Redis now, or when it is back. */
    async report(work: () => Promise<unknown>) {
      if (!away) {
        try {
          await work()
          return
        } catch (error) {
          lose(error)
        }
      }
      reports.push(work)
    },
    close() {
      closed = true
      reports = []
      stopListening()
      callOffTry()
      callOffAsk()
    },
  }
}

export type Link<T> = ReturnType<typeof createLink<T>>

/** What to say of an end whose notice was missed. */
function unheard(outcome: Settled): string {
  return outcome === 'failed' ? 'its attempts are used up' : ''
}

/** The oldest whose lane is free. */
function firstOf<T>(entries: readonly Entry<T>[], busyLanes: ReadonlySet<string>): Entry<T> | null {
  return entries.find(({ item }) => !busyLanes.has(item.lane)) ?? null
}
