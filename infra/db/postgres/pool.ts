import type { Connection } from './connection.ts'

/** A connection for as long as one statement or transaction takes. */
export interface Pool {
  /** Waits for a free connection, or makes one. Rejects like `work`, and when no connection can be made. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Lets what runs finish for a while, then closes every connection. Idempotent. */
  close(): Promise<void>
}

export interface PoolOptions {
  readonly connections: number
  readonly closeTimeoutMs: number
  readonly create: (onLost: () => void) => Connection
}

interface Waiting {
  take(connection: Connection): void
  refuse(error: unknown): void
}

/** Connections that are lost are replaced when the next one is needed. */
export function createPool({ connections: most, closeTimeoutMs, create }: PoolOptions): Pool {
  const all = new Set<Connection>()
  const idle: Connection[] = []
  const waiting: Waiting[] = []
  let closing: Promise<void> | undefined
  let onIdle = () => {}

  const make = () => {
    const made = create(() => {
      all.delete(made)
      const index = idle.indexOf(made)
      if (index >= 0) idle.splice(index, 1)
    })
    all.add(made)
    return made
  }
  const acquire = () => new Promise<Connection>((take, refuse) => {
    if (closing) return refuse(closed())
    const free = idle.pop() ?? (all.size < most ? make() : null)
    if (free) take(free)
    else waiting.push({ take, refuse })
  })
  const release = (connection: Connection) => {
    if (connection.lost && !connection.worked) {
      // The server is away: those who wait would each find that out by themselves, one after the other.
      for (const { refuse } of waiting.splice(0)) refuse(connection.lost)
    }
    const next = waiting.shift()
    if (next) next.take(connection.lost ? make() : connection)
    else if (!connection.lost) idle.push(connection)
    if (idle.length === all.size) onIdle()
  }

  return {
    async use(work) {
      const connection = await acquire()
      try {
        return await work(connection)
      } finally {
        release(connection)
      }
    },
    close: () => closing ??= (async () => {
      if (idle.length < all.size) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, closeTimeoutMs)
          onIdle = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      for (const { refuse } of waiting.splice(0)) refuse(closed())
      await Promise.all([...all].map((connection) => connection.close()))
    })(),
  }
}

function closed(): Error {
  return Object.assign(new Error('The database is closed'), { code: 'CONNECTION_ENDED' })
}
