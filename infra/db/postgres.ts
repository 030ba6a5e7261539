import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { withDeadline } from '../deadline.ts'
import type { Database } from './db.ts'
import { toCallersError } from './errors.ts'
import { guardSession } from './guard_session.ts'
import { migratePostgres } from './migrate.ts'
import * as schema from './schema/mod.ts'

const CONNECT_TIMEOUT_SECONDS = 2
const READY_TIMEOUT_MS = 2_000
const CLOSE_TIMEOUT_SECONDS = 3
const CONNECTIONS = 10
/** So that a server that is back is found at once, and one that is not is not asked without end. */
const RECONNECT_PAUSE_SECONDS = 0.1

/**
 * A PostgreSQL 15 or newer with pgvector, migrated. It connects again by itself after the server was away.
 * Throws an Error whose text says what is wrong when it cannot be opened; DomainError `unavailable` when it cannot be reached.
 * @param url as `postgres://user:password@host:5432/name`; never part of a text
 */
export async function openPostgres(url: string): Promise<Database> {
  const shared = { connect_timeout: CONNECT_TIMEOUT_SECONDS, backoff: () => RECONNECT_PAUSE_SECONDS, onnotice: () => {} }
  const first = postgres(url, { ...shared, max: 1, max_lifetime: null })
  try {
    const [row] = await first<[{ version: number }]>`select current_setting('server_version_num')::int as version`
    if (row.version < 150_000) throw new Error(`Cannot use the database at DATABASE_URL: it is PostgreSQL ${Math.floor(row.version / 10_000)}, and Parley needs 15 or newer`)
    await migratePostgres(first)
  } catch (error) {
    throw toCallersError(error)
  } finally {
    await first.end({ timeout: CLOSE_TIMEOUT_SECONDS })
  }
  const client = postgres(url, { ...shared, max: CONNECTIONS })
  const db = drizzle(client, { schema })
  guardSession(db)
  let closing: Promise<void> | undefined
  return {
    db,
    ready: () => closing ? Promise.resolve(false) : withDeadline(READY_TIMEOUT_MS, [], () => db.execute(sql`select 1`)).then(() => true, () => false),
    close: () => closing ??= client.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
  }
}
