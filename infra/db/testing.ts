import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/pglite'
import type { Database, Db } from './db.ts'
import { guardSession } from './guard_session.ts'
import { MIGRATIONS_FOLDER } from './migrate.ts'
import { openPglite } from './pglite.ts'
import * as schema from './schema/mod.ts'

const TEMPLATES = fileURLToPath(new URL('../../node_modules/.cache/parley-test-db', import.meta.url))
const PGLITE = fileURLToPath(new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url))

type PgliteDatabase = Awaited<ReturnType<typeof openPglite>>

export interface TestDb {
  readonly db: Db
  /** What owns `db`, for those that take a Database. */
  readonly database: Database
  close(): Promise<void>
}

/** Databases of this process that nobody has any more, emptied: to open one costs as much as a hundred tests' statements. */
const idle: PgliteDatabase[] = []
let over = false
// A timer of PGlite's would keep the process running.
after(async () => {
  over = true
  await Promise.all(idle.splice(0).map((database) => database.close()))
})

/**
 * A database of its own for a test: PGlite in memory, migrated, empty. The first one of all makes a template on the disk, which the
 * others start from; one that was closed is emptied and lent again. The tables must be left as they are, their rows need not.
 */
export async function openTestDb(): Promise<TestDb> {
  return lend(idle.pop() ?? await openPglite({ from: await templateDb() }))
}

function lend(lent: PgliteDatabase): TestDb {
  let closing: Promise<void> | undefined
  // What goes on after its test must not reach the next one's rows.
  const client = new Proxy(lent.client, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function' || name === 'constructor') return value
      return (...args: unknown[]) => closing ? Promise.reject(new Error('The database is closed')) : value.apply(target, args)
    },
  })
  const db: Db = drizzle(client, { schema })
  guardSession(db)
  const database: Database = { db, ready: () => closing ? Promise.resolve(false) : lent.ready(), close: () => closing ??= takeBack(lent) }
  return { db, database, close: database.close }
}

async function takeBack(lent: PgliteDatabase): Promise<void> {
  if (over) return lent.close()
  try {
    await lent.client.exec(EMPTY)
    idle.push(lent)
  } catch {
    await lent.close()
  }
}

/** Only tables with rows, since each costs files to be made anew; ids begin at 1 again. */
const EMPTY = `do $$ declare name regclass; full_tables text[] = '{}'; has_rows boolean; begin
  for name in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute format('select exists (select from %s)', name) into has_rows;
    if has_rows then full_tables = full_tables || name::text; end if;
  end loop;
  if full_tables <> '{}' then execute 'truncate ' || array_to_string(full_tables, ', ') || ' cascade'; end if;
  for name in select oid from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace loop
    perform setval(name, 1, false);
  end loop;
end $$`

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
