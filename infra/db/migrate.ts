import { fileURLToPath } from 'node:url'
import { migrate as migrateDrizzlePglite } from 'drizzle-orm/pglite/migrator'
import type { PgliteDatabase } from 'drizzle-orm/pglite'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as migrateDrizzlePostgres } from 'drizzle-orm/postgres-js/migrator'
import type { Sql } from 'postgres'
import type * as schema from './schema/mod.ts'

/** What `npm run db:generate` writes: forward only, and never edited afterwards. */
export const MIGRATIONS_FOLDER: string = fileURLToPath(new URL('./migrations', import.meta.url))

/** "Parley" in ASCII, as the number of PostgreSQL's lock. */
const LOCK = 0x50_61_72_6c

/** Brings a PGlite database, which has one process by its nature, to the newest tables in one transaction. */
export async function migratePglite(db: PgliteDatabase<typeof schema>): Promise<void> {
  await migrateDrizzlePglite(db, { migrationsFolder: MIGRATIONS_FOLDER })
}

/**
 * Brings a PostgreSQL database to the newest tables in one transaction; processes that start together take turns.
 * @param connection of one connection only, since the lock belongs to it
 */
export async function migratePostgres(connection: Sql): Promise<void> {
  await connection`select pg_advisory_lock(${LOCK})`
  try {
    await migrateDrizzlePostgres(drizzle(connection), { migrationsFolder: MIGRATIONS_FOLDER })
  } finally {
    // A connection that was lost has given its lock back; that error is the one to tell.
    await connection`select pg_advisory_unlock(${LOCK})`.catch(() => {})
  }
}
