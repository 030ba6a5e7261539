import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { accounts } from './schema/mod.ts'
import { openTestDb } from './testing.ts'

const account = (name: string) => ({ accountId: crypto.randomUUID(), name, email: `${name}@example.org`, createdAt: new Date(0) })

test('a database that was closed is lent again, empty, and not to who had it', async () => {
  const first = await openTestDb()
  await first.db.insert(accounts).values(account('ada'))
  await first.db.execute(sql`create table public.of_the_test (id serial)`)
  await first.db.execute(sql`insert into of_the_test default values`)
  const last = first.db.transaction(async (tx) => tx.insert(accounts).values(account('bia')))
  await first.close()
  await last
  await first.close()
  equal(await first.database.ready(), false)
  await rejects(first.db.select().from(accounts))

  const second = await openTestDb()
  deepEqual(await second.db.select().from(accounts), [])
  const { rows } = await second.db.execute(sql`insert into of_the_test default values returning id`) as unknown as { rows: unknown[] }
  deepEqual(rows, [{ id: 1 }])
  const third = await openTestDb()
  await third.db.insert(accounts).values(account('ada'))
  deepEqual(await second.db.select().from(accounts), [])
  await Promise.all([second.close(), third.close()])
})
