import type { Log } from '../log.ts'
import type { RedisConnection } from './connection.ts'
import { openConnection } from './connection.ts'

/** How long a start waits for Redis before it goes on without, ms. */
const START_MS = 3_000
const READY_MS = 2_000

/** The connections to one Redis. Blocking reads and subscriptions have their own, so that no command waits behind them. */
export interface Redis {
  readonly commands: RedisConnection
  readonly subscriptions: RedisConnection
  /** A connection of one's own for blocking reads; closed with the others, or earlier by its owner. */
  blocking(name: string): RedisConnection
  /** Whether it answers now. */
  ready(): Promise<boolean>
  /** While commands or subscriptions do not work: when both last did for certain, ms since the epoch; null while they do. */
  readonly awaySinceMs: number | null
  /** Called when commands and subscriptions work again after either did not. Returns the way to end it. */
  onReconnected(listener: (outage: { readonly sinceMs: number }) => void): () => void
  /** Calls under way are given up with `unavailable`. */
  close(): Promise<void>
}

/**
 * Opens Redis, or goes on without it after `startMs`: it is tried for ever, and one line a loss and a return stands in the log.
 * @param options.url `redis://` or `rediss://`; its password is never logged
 */
export async function openRedis({ url, log, startMs = START_MS }: { url: string; log: Log; startMs?: number }): Promise<Redis> {
  const address = new URL(url).host
  const away = new Set<string>()
  const opened = new Set<RedisConnection>()
  const listeners = new Set<(outage: { readonly sinceMs: number }) => void>()
  const openedAtMs = Date.now()
  let closed = false
  let lostAtMs = 0
  let awaySinceMs: number | null = null

  const miss = () => {
    awaySinceMs ??= Math.max(openedAtMs, Math.min(commands.heardAtMs, subscriptions.heardAtMs))
  }
  const open = (name: string, blocking = false) => {
    const connection: RedisConnection = openConnection({
      url, name: `parley-${name}`, blocking,
      onLost(error) {
        if (closed) return
        if (away.size === 0) {
          lostAtMs = Date.now()
          log.warn('redis-away', { address, connection: name, error })
        }
        away.add(name)
        if (!blocking) miss()
      },
      onClosed() {
        opened.delete(connection)
        away.delete(name)
      },
    })
    connection.onReady(() => {
      if (away.delete(name) && away.size === 0) log.info('redis-back', { address, awayMs: Date.now() - lostAtMs })
      if (awaySinceMs === null || !commands.ready || !subscriptions.ready) return
      const outage = { sinceMs: awaySinceMs }
      awaySinceMs = null
      for (const listener of [...listeners]) {
        try {
          listener(outage)
        } catch (error) {
          log.error('redis-listener-failed', { error })
        }
      }
    })
    opened.add(connection)
    return connection
  }
  const commands = open('commands')
  const subscriptions = open('subscriptions')
  await connected([commands, subscriptions], startMs)
  if (!commands.ready || !subscriptions.ready) miss()

  return {
    commands,
    subscriptions,
    get awaySinceMs() {
      return awaySinceMs
    },
    blocking: (name) => open(`${name}-${crypto.randomUUID().slice(0, 8)}`, true),
    async ready() {
      if (!subscriptions.ready) return false
      return commands.call((client) => client.ping(), { deadlineMs: READY_MS }).then(() => true, () => false)
    },
    onReconnected(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      listeners.clear()
      for (const connection of [...opened]) connection.close()
    },
  }
}

/** Resolves when all are ready, or after `ms`. */
function connected(connections: readonly RedisConnection[], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      for (const end of ends) end()
      resolve()
    }
    const look = () => {
      if (connections.every(({ ready }) => ready)) done()
    }
    const ends = connections.map((connection) => connection.onReady(look))
    const timer = setTimeout(done, ms)
    look()
  })
}
