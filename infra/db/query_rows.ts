import type { SQL } from 'drizzle-orm'
import type { Db } from './db.ts'

/**
 * Runs a statement that no query builder makes, on either database.
 * @returns its rows, by column name; times are as the driver gives them, text
 */
export async function queryRows<Row extends Record<string, unknown>>(db: Db, statement: SQL): Promise<Row[]> {
  const result = await db.execute(statement) as { rows: Row[] } | Iterable<Row>
  return 'rows' in result ? result.rows : [...result]
}
