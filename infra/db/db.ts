import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from './schema/mod.ts'

/** Queries over the tables of `schema/mod.ts`; the same type for PGlite, PostgreSQL and their transactions. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>

/** An open database, migrated. */
export interface Database {
  /** Its calls reject with DomainError `unavailable` while the database cannot be reached. */
  readonly db: Db
  /** @returns whether a statement is answered now, within two seconds */
  ready(): Promise<boolean>
  /** Lets running statements finish. Idempotent. */
  close(): Promise<void>
}
