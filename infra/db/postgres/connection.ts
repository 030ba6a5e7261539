import postgres from 'postgres'
import type { ParameterOrJSON, Sql } from 'postgres'
import { isUnavailable } from '../errors.ts'

const CONNECT_TIMEOUT_SECONDS = 2
const CLOSE_TIMEOUT_SECONDS = 1
/** The server gives up a statement after so long. */
const STATEMENT_TIMEOUT_MS = 30_000
/** After so much silence the server is asked over another connection whether it lives: a network that swallows everything ends no socket. */
const SILENCE_MS = 1_500
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
  /** Whether a statement was ever answered, and the server did not fall silent since. */
  readonly worked: boolean
  /** Gives it up: what runs on it rejects with the error. */
  lose(error: Error): void
  /** Rejects with the driver's error. */
  run(text: string, parameters?: Parameters, options?: RunOptions): Promise<Rows>
  close(): Promise<void>
}

export interface ConnectionOptions {
  /** How values are read and written, by the number of their type; each overrides the driver's. */
  readonly types: Pick<Sql['options'], 'parsers' | 'serializers'>
  /** Whether the server answers at all, asked over another connection. */
  readonly answers: () => Promise<boolean>
  readonly onLost: () => void
}

export function createConnection(url: string, { types, answers, onLost }: ConnectionOptions): Connection {
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
    // Nobody waits for the driver's own question about array types: a connection that dies meanwhile would end the process.
    fetch_types: false,
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
      let settled = false
      const ask = async () => {
        const alive = await answers()
        if (settled) return
        if (alive) silence = setTimeout(ask, SILENCE_MS)
        else {
          // As if it had never worked: those who wait for a connection need not find that out one after the other.
          worked = false
          lose(closed('CONNECT_TIMEOUT'))
        }
      }
      let silence = setTimeout(ask, SILENCE_MS)
      const settle = () => {
        settled = true
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
