import { join } from 'node:path'
import type { Log } from '../log.ts'
import type { Database } from './db.ts'

export interface OpenDbOptions {
  readonly DATABASE_URL?: string | undefined
  readonly PARLEY_DATA: string
}

/** The database that the configuration names: PostgreSQL at DATABASE_URL, otherwise PGlite in `PARLEY_DATA/db`. Migrated. */
export async function openDb({ DATABASE_URL, PARLEY_DATA }: OpenDbOptions, { log }: { log?: Log } = {}): Promise<Database> {
  if (DATABASE_URL) return (await import('./postgres.ts')).openPostgres(DATABASE_URL)
  return (await import('./pglite.ts')).openPglite({ folder: join(PARLEY_DATA, 'db'), log })
}
