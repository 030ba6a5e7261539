import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { PGliteOptions } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import type { Log } from '../log.ts'
import type { Database } from './db.ts'
import { lockFolder } from './folder_lock.ts'
import { guardSession } from './guard_session.ts'
import { migratePglite } from './migrate.ts'
import * as schema from './schema/mod.ts'

export interface PgliteDatabaseOptions {
  /** Left out, everything is in memory and gone at the end. */
  readonly folder?: string
  /** A dump of a database to start from, instead of an empty one. */
  readonly from?: Blob
  readonly log?: Log
}

/**
 * PostgreSQL inside this process, with pgvector, migrated. An acknowledged write survives the end of the process, however it ends.
 * Throws an Error that says what to do when another process has the folder open.
 */
export async function openPglite({ folder, from, log }: PgliteDatabaseOptions = {}): Promise<Database & { readonly client: PGlite }> {
  if (folder) await mkdir(dirname(folder), { recursive: true })
  const lock = folder ? await lockFolder(folder, { onWait: () => log?.info('database-locked', { folder }) }) : null
  let client: PGlite | undefined
  try {
    const options: PGliteOptions = { extensions: { vector }, ...(from ? { loadDataDir: from } : {}) }
    client = await (folder ? PGlite.create(folder, options) : PGlite.create(options))
    const opened = client
    refuseFailedCommits(opened)
    const db = drizzle(opened, { schema })
    await migratePglite(db)
    guardSession(db)
    let closing: Promise<void> | undefined
    return {
      db,
      client: opened,
      ready: () => closing ? Promise.resolve(false) : db.execute(sql`select 1`).then(() => true, () => false),
      close: () => closing ??= opened.close().finally(() => lock?.release()),
    }
  } catch (error) {
    await client?.close().catch(() => {})
    await lock?.release()
    throw error
  }
}

/** PostgreSQL answers a commit after a failed statement with a rollback and no error, and PGlite passes that on as success. */
function refuseFailedCommits(client: PGlite): void {
  const transaction = client.transaction.bind(client)
  client.transaction = (work) => transaction(async (tx) => {
    const result = await work(tx)
    if (!tx.closed) {
      await tx.query('select 1').catch((cause) => {
        throw new Error('Cannot commit the transaction: one of its statements failed', { cause })
      })
    }
    return result
  })
}
