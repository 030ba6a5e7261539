import { createClient, ErrorReply } from 'redis'
import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../deadline.ts'

/** A call that has no answer by then counts as lost, and the connection with it, ms. */
const CALL_MS = 5_000
const CONNECT_MS = 3_000
const RETRY_FIRST_MS = 50
const RETRY_MAX_MS = 2_000
/** An idle connection is asked this often whether it still lives, and dropped after this much silence, ms. */
const PING_MS = 4_000
const SILENCE_MAX_MS = 10_000
/** Refusals that pass by themselves: the server is starting, full, or not the primary at the moment. */
const PASSING = /^(LOADING|OOM|READONLY|BUSY|MASTERDOWN|MISCONF|TRYAGAIN|CLUSTERDOWN|NOREPLICAS)\b/

export type RedisClient = ReturnType<typeof newClient>

export interface RedisConnection {
  readonly ready: boolean
  /** When the server last answered, ms since the epoch; 0 before the first time. */
  readonly heardAtMs: number
  /**
   * Runs commands of the `redis` package. Rejects at once while disconnected, when the connection breaks meanwhile, and
   * after `deadlineMs`: DomainError `unavailable`. Other refusals of the server are thrown as they are (`ErrorReply`).
   */
  call<T>(run: (client: RedisClient) => Promise<T>, options?: { readonly deadlineMs?: number }): Promise<T>
  /** Called every time that the connection comes up, the first one included. Returns the way to end it. */
  onReady(listener: () => void): () => void
  close(): void
}

export interface ConnectionOptions {
  readonly url: string
  /** What `CLIENT LIST` shows. */
  readonly name: string
  /** A connection for blocking reads is silent for long: it is not asked whether it lives. */
  readonly blocking?: boolean
  /** Called for every failed attempt, too. */
  readonly onLost: (error: unknown) => void
  readonly onClosed: () => void
}

/** One connection that is made again for ever, with growing pauses; nothing waits in a queue while it is down. */
export function openConnection({ url, name, blocking = false, onLost, onClosed }: ConnectionOptions): RedisConnection {
  const client = newClient({ url, name, blocking })
  const listeners = new Set<() => void>()
  let closed = false
  let heardAtMs = 0

  const heard = () => {
    heardAtMs = Date.now()
  }
  const connect = () => void client.connect().catch(() => {})
  client.on('error', onLost)
  client.on('ping-interval', heard)
  client.on('ready', () => {
    heard()
    for (const listener of [...listeners]) listener()
  })
  connect()

  /** A server that no longer answers, though its connection looks well: try another one. */
  const drop = (epoch: number, error: unknown) => {
    if (closed || !client.isReady || client.socketEpoch !== epoch) return
    onLost(error)
    client.destroy()
    connect()
  }

  return {
    get ready() {
      return client.isReady
    },
    get heardAtMs() {
      return heardAtMs
    },
    async call(run, { deadlineMs = CALL_MS } = {}) {
      if (closed) throw new DomainError('unavailable', 'Cannot ask Redis: the connection is closed')
      if (!client.isReady) throw new DomainError('unavailable', 'Cannot ask Redis: it is not connected')
      const epoch = client.socketEpoch
      try {
        const answer = await withDeadline(deadlineMs, [], () => run(client))
        heard()
        return answer
      } catch (error) {
        if (error instanceof DeadlineError) drop(epoch, error)
        throw toDomain(error)
      }
    },
    onReady(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      if (closed) return
      closed = true
      listeners.clear()
      client.destroy()
      onClosed()
    },
  }
}

function newClient({ url, name, blocking }: { url: string; name: string; blocking: boolean }) {
  return createClient({
    url,
    name,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    ...(blocking ? {} : { pingInterval: PING_MS }),
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: retryInMs, ...(blocking ? {} : { socketTimeout: SILENCE_MAX_MS }) },
  })
}

/** Grows up to its bound; half of it by chance, so that many processes do not come back at once. */
function retryInMs(retries: number): number {
  const ceiling = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(retries, 10))
  return Math.round(ceiling * (0.5 + Math.random() / 2))
}

function toDomain(error: unknown): unknown {
  if (error instanceof DomainError) return error
  if (error instanceof ErrorReply && !PASSING.test(error.message)) return error
  return new DomainError('unavailable', `Cannot ask Redis: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}
