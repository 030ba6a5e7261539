import postgres from 'postgres'
import type { ParameterOrJSON, Sql } from 'postgres'
import { isUnavailable } from '../errors.ts'

const CONNECT_TIMEOUT_SECONDS = 2
const CLOSE_TIMEOUT_SECONDS = 1
/** The server gives up a statement after so long; a connection that says nothing for longer is dead. */
const STATEMENT_TIMEOUT_MS = 30_000
const SILENCE_TIMEOUT_MS = 35_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000

export type Parameters = ParameterOrJSON<never>[]
export type Rows = readonly unknown[] & { readonly command?: string }

export interface RunOptions {
  /** Rows as arrays instead of objects. */
  readonly values?: boolean
  readonly prepare?: boolean
}

/**
 * One connection to PostgreSQL for one caller at a time, made by its first statement. Once it is lost it stays so: the driver's own
 * way to connect again mixes what was meant for the old connection into the new one, and writes to sockets that are gone.
 */
export interface Connection {
  /** Why it is lost; null while it is not. */
  readonly lost: Error | null
  /** Whether a statement was ever answered. */
  readonly worked: boolean
  /** Gives it up: what runs on it rejects with the error. */
  lose(error: Error): void
  /** Rejects with the driver's error. */
  run(text: string, parameters?: Parameters, options?: RunOptions): Promise<Rows>
  close(): Promise<void>
}

/** @param types how values are read and written, by the number of their type; each overrides the driver's */
export function createConnection(url: string, { types, onLost }: { types: Pick<Sql['options'], 'parsers' | 'serializers'>; onLost: () => void }): Connection {
  const running = new Set<(error: Error) => void>()
  let lost: Error | null = null
  let worked = false
  const lose = (error: Error) => {
    if (lost) return
    lost = error
    for (const reject of running) reject(error)
    client.end({ timeout: 0 }).catch(() => {})
    onLost()
  }
  const client = postgres(url, {
    max: 1, max_lifetime: null, connect_timeout: CONNECT_TIMEOUT_SECONDS, onnotice: () => {},
    onclose: () => lose(closed()),
    connection: { application_name: 'parley', statement_timeout: STATEMENT_TIMEOUT_MS, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS },
  })
  Object.assign(client.options.parsers, types.parsers)
  Object.assign(client.options.serializers, types.serializers)
  return {
    get lost() {
      return lost
    },
    get worked() {
      return worked
    },
    lose,
    run: (text, parameters = [], { values = false, prepare = false } = {}) => new Promise<Rows>((resolve, reject) => {
      if (lost) return reject(lost)
      const silence = setTimeout(() => lose(closed('CONNECT_TIMEOUT')), SILENCE_TIMEOUT_MS)
      const settle = () => {
        clearTimeout(silence)
        running.delete(fail)
      }
      const fail = (error: Error) => {
        settle()
        reject(error)
      }
      running.add(fail)
      const query = client.unsafe(text, parameters, { prepare })
      ;(values ? query.values() : query).then((rows) => {
        settle()
        worked = true
        resolve(rows)
      }, (error: Error) => {
        fail(error)
        if (isUnavailable(error)) lose(error)
      })
    }),
    async close() {
      lost ??= closed()
      await client.end({ timeout: CLOSE_TIMEOUT_SECONDS })
    },
  }
}

function closed(code = 'CONNECTION_CLOSED'): Error {
  return Object.assign(new Error('The connection to PostgreSQL is closed'), { code })
}
