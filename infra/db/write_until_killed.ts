// For tests: stores one account after the other in PARLEY_DATA, given as argument, and prints its address once that is acknowledged.
import process from 'node:process'
import { openDb } from './open_db.ts'
import { accounts } from './schema/mod.ts'

const { db } = await openDb({ PARLEY_DATA: process.argv[2]! })
for (;;) {
  const email = crypto.randomUUID()
  await db.insert(accounts).values({ accountId: email, email, name: 'Ana', createdAt: new Date() })
  process.stdout.write(`${email}\n`)
}
