import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database, Db } from './db.ts'
import { MIGRATIONS_FOLDER } from './migrate.ts'
import { openPglite } from './pglite.ts'

const TEMPLATES = fileURLToPath(new URL('../../node_modules/.cache/parley-test-db', import.meta.url))
const PGLITE = fileURLToPath(new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url))

export interface TestDb {
  readonly db: Db
  /** What owns `db`, for those that take a Database. */
  readonly database: Database
  close(): Promise<void>
}

/**
 * A database of its own for a test: PGlite in memory, migrated, empty. The first one of all makes a template on the disk, which the
 * others start from in a third of a second.
 */
export async function openTestDb(): Promise<TestDb> {
  const database = await openPglite({ from: await templateDb() })
  return { db: database.db, database, close: () => database.close() }
}

/** A dump of a database that is migrated and empty. */
export async function templateDb(): Promise<Blob> {
  const file = join(TEMPLATES, `${await templateKey()}.tar`)
  const kept = await readFile(file).catch(() => null)
  if (kept) return new Blob([kept])
  const database = await openPglite()
  const dump = await database.client.dumpDataDir('none')
  await database.close()
  await keep(file, dump)
  return dump
}

/** Changes with every migration and with PGlite itself. */
async function templateKey(): Promise<string> {
  const hash = createHash('sha256')
  for (const { hash: migration } of readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER })) hash.update(migration)
  return hash.update(await readFile(PGLITE, 'utf8')).digest('hex').slice(0, 16)
}

async function keep(file: string, dump: Blob): Promise<void> {
  await mkdir(TEMPLATES, { recursive: true })
  const draft = join(TEMPLATES, `${crypto.randomUUID()}.draft`)
  await writeFile(draft, new Uint8Array(await dump.arrayBuffer()))
  await rename(draft, file)
  for (const name of await readdir(TEMPLATES)) if (name.endsWith('.tar') && join(TEMPLATES, name) !== file) await rm(join(TEMPLATES, name), { force: true })
}
