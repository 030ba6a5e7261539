import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { DomainError } from '../../domain/errors.ts'
import { withDeadline } from '../deadline.ts'
import type { Database } from './db.ts'
import { toCallersError } from './errors.ts'
import { guardSession } from './guard_session.ts'
import { migratePostgres } from './migrate.ts'
import { createClient } from './postgres/client.ts'
import { createConnection } from './postgres/connection.ts'
import { createPool } from './postgres/pool.ts'
import { createProbe } from './postgres/probe.ts'
import * as schema from './schema/mod.ts'

const CONNECTIONS = 10
const CONNECT_TIMEOUT_SECONDS = 2
const READY_TIMEOUT_MS = 2_000
const CLOSE_TIMEOUT_MS = 3_000
const OLDEST = 15

/**
 * A PostgreSQL 15 or newer with pgvector, migrated. Statements fail at once while the server is away, and work again when it is back.
 * Throws an Error that says what is wrong when it cannot be used, and DomainError `unavailable` when it cannot be reached.
 * @param url as `postgres://user:password@host:5432/name`; never part of a text
 */
export async function openPostgres(url: string): Promise<Database> {
  await prepare(url)
  const types = { parsers: {}, serializers: {} }
  const answers = createProbe(url)
  const pool = createPool({ connections: CONNECTIONS, closeTimeoutMs: CLOSE_TIMEOUT_MS, create: (onLost) => createConnection(url, { types, answers, onLost }) })
  const db = drizzle(createClient(pool, types), { schema })
  guardSession(db)
  return {
    db,
    ready: () => withDeadline(READY_TIMEOUT_MS, [], () => db.execute(sql`select 1`)).then(() => true, () => false),
    close: () => pool.close(),
  }
}

async function prepare(url: string): Promise<void> {
  const connection = postgres(url, { max: 1, max_lifetime: null, connect_timeout: CONNECT_TIMEOUT_SECONDS, onnotice: () => {} })
  try {
    const [{ version }] = await connection<[{ version: number }]>`select current_setting('server_version_num')::int / 10000 as version`
    if (version < OLDEST) throw new Error(`Cannot use the database at DATABASE_URL: it is PostgreSQL ${version}, and Parley needs ${OLDEST} or newer`)
    const vector = await connection`select 1 from pg_available_extensions where name = 'vector'`
    if (vector.length === 0) throw new Error('Cannot use the database at DATABASE_URL: its server has no pgvector; install that extension and start again')
    await migratePostgres(connection)
  } catch (error) {
    throw sayWhere(toCallersError(error), url)
  } finally {
    await connection.end({ timeout: CLOSE_TIMEOUT_MS / 1_000 })
  }
}

/** What whoever starts Parley can do about it; never with the password. */
function sayWhere(error: unknown, url: string): unknown {
  if (error instanceof DomainError && error.code === 'unavailable') {
    const { code = 'no answer' } = (error.cause ?? {}) as { code?: string }
    return new DomainError('unavailable', `Cannot reach the database at ${new URL(url).host} (${code}): start PostgreSQL there, or correct DATABASE_URL`, { cause: error })
  }
  if (error instanceof postgres.PostgresError) return new Error(`Cannot use the database at DATABASE_URL: ${error.message}`, { cause: error })
  return error
}
