import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { and, eq, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Database, Db } from './db.ts'
import { isUniqueViolation } from './errors.ts'
import { rowsOf } from './rows_of.ts'
import { accounts, apiKeys, lineTexts, lines, meetings } from './schema/mod.ts'

export interface DatabaseUnderTest {
  readonly database: Database
  /** Runs the migrations once more over the open database. */
  migrateAgain(): Promise<void>
}

const NOW = new Date('2026-05-04T10:00:00.123Z')

/** What every database does, whatever runs it. Each `open` gives one of its own. */
export function testDatabase(name: string, open: () => Promise<DatabaseUnderTest>): void {
  const withDatabase = async (run: (db: Db, under: DatabaseUnderTest) => Promise<void>) => {
    const under = await open()
    try {
      await run(under.database.db, under)
    } finally {
      await under.database.close()
    }
  }
  const account = (email: string) => ({ accountId: crypto.randomUUID(), email, name: 'Ana', createdAt: NOW })

  describe(name, () => {
    it('is ready until it is closed, and then says that it cannot be reached', async () => {
      const { database } = await open()
      assert.equal(await database.ready(), true)
      await database.close()
      await database.close()
      assert.equal(await database.ready(), false)
      await assert.rejects(database.db.select().from(accounts), { name: 'DomainError', code: 'unavailable' })
      await assert.rejects(database.db.transaction(async () => {}), { name: 'DomainError', code: 'unavailable' })
    })

    it('keeps its rows when it is migrated again', () => withDatabase(async (db, { migrateAgain }) => {
      await db.insert(accounts).values(account('a@example.org'))
      await migrateAgain()
      assert.equal((await db.select().from(accounts)).length, 1)
    }))

    it('gives back what was stored, to the millisecond and the last character', () => withDatabase(async (db) => {
      const stored = { ...account('ação@example.org'), name: `O'Neil "ünïcode" 👍 $1 ? \\ ; drop table accounts --`, locale: null }
      await db.insert(accounts).values(stored)
      const [found] = await db.select().from(accounts).where(eq(accounts.name, stored.name))
      assert.deepEqual(found, { ...stored, passwordHash: null, emailVerifiedAt: null, tier: 'free', isAdmin: false })
      assert.deepEqual(rowsOf(await db.execute(sql`select name from accounts where email = ${stored.email}`)), [{ name: stored.name }])
      assert.deepEqual(await db.select().from(accounts).where(eq(accounts.email, `' or true --`)), [])
    }))

    // A backslash is lost on the way through drizzle: no list of ours holds one.
    it('gives back lists, with commas, quotes and braces in their texts', () => withDatabase(async (db) => {
      const owner = account('a@example.org')
      await db.insert(accounts).values(owner)
      const scopes = ['rooms:read', 'a,b', '{"c"}', 'it\'s', '']
      await db.insert(apiKeys).values({ keyId: crypto.randomUUID(), accountId: owner.accountId, name: 'Build', prefix: 'p', keyHash: 'h', scopes, createdAt: NOW })
      assert.deepEqual((await db.select({ scopes: apiKeys.scopes }).from(apiKeys)).map((row) => row.scopes), [scopes])
    }))

    it('refuses a second row with the same key, and says which key', () => withDatabase(async (db) => {
      await db.insert(accounts).values(account('a@example.org'))
      const error = await db.insert(accounts).values(account('a@example.org')).then(() => null, (thrown: unknown) => thrown)
      assert.equal(isUniqueViolation(error), true)
      assert.equal(isUniqueViolation(error, 'accounts_email'), true)
      assert.equal(isUniqueViolation(error, 'accounts_pkey'), false)
      assert.doesNotMatch(String(error), /example\.org/)
      const missing = await db.insert(lines).values(line('l', crypto.randomUUID())).then(() => null, (thrown: unknown) => thrown)
      assert.ok(missing instanceof Error)
      assert.equal(isUniqueViolation(missing), false)
    }))

    it('says of a value that no row can hold that it is none, inside a transaction too', () => withDatabase(async (db) => {
      const moment = sql`select * from meetings where started_at < ${'+275760-09-13T00:00:00.000Z'}::timestamptz`
      const asked = (on: Db): (() => PromiseLike<unknown>)[] => [
        () => on.select().from(accounts).where(eq(accounts.email, 'a\0@example.org')),
        () => on.select().from(accounts).where(eq(accounts.accountId, 'no id')),
        () => on.execute(moment),
        () => on.execute(sql`select ${'1e308'}::float4`),
      ]
      for (const ask of asked(db)) await assert.rejects(async () => await ask(), { name: 'DomainError', code: 'invalid-input' })
      for (const at of asked(db).keys()) await assert.rejects(db.transaction(async (tx) => await asked(tx)[at]!()), { name: 'DomainError', code: 'invalid-input' })
    }))

    it('keeps all of a transaction, or nothing', () => withDatabase(async (db) => {
      const count = async () => (await db.select().from(accounts)).length
      await db.transaction(async (tx) => {
        await tx.insert(accounts).values(account('a@example.org'))
        await tx.insert(accounts).values(account('b@example.org'))
      })
      assert.equal(await count(), 2)
      await assert.rejects(db.transaction(async (tx) => {
        await tx.insert(accounts).values(account('c@example.org'))
        throw new Error('changed my mind')
      }), /changed my mind/)
      assert.equal(await count(), 2)
      const clash = await db.transaction(async (tx) => {
        await tx.insert(accounts).values(account('d@example.org'))
        await tx.insert(accounts).values(account('a@example.org'))
      }).then(() => null, (thrown: unknown) => thrown)
      assert.equal(isUniqueViolation(clash, 'accounts_email'), true)
      assert.equal(await count(), 2)
    }))

    it('undoes an inner transaction alone', () => withDatabase(async (db) => {
      await db.transaction(async (tx) => {
        await tx.insert(accounts).values(account('a@example.org'))
        await tx.transaction((inner) => inner.insert(accounts).values(account('a@example.org'))).then(
          () => assert.fail('the same address twice'), (error) => assert.ok(isUniqueViolation(error)))
        await tx.transaction((inner) => inner.insert(accounts).values(account('b@example.org')))
      })
      assert.deepEqual((await db.select().from(accounts)).map(({ email }) => email).sort(), ['a@example.org', 'b@example.org'])
    }))

    it('says so when a transaction cannot be kept because a failure in it was swallowed', () => withDatabase(async (db) => {
      await assert.rejects(db.transaction(async (tx) => {
        await tx.insert(accounts).values(account('a@example.org'))
        await tx.insert(accounts).values(account('a@example.org')).catch(() => {})
      }), /Cannot commit the transaction/)
      assert.deepEqual(await db.select().from(accounts), [])
    }))

    it('serves many callers at once', () => withDatabase(async (db) => {
      await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2
        ? db.insert(accounts).values(account(`${n}@example.org`))
        : db.transaction((tx) => tx.insert(accounts).values(account(`${n}@example.org`))))))
      assert.equal((await db.select().from(accounts)).length, 40)
    }))

    it('stores a line once however often it comes, and forgets it with its meeting', () => withDatabase(async (db) => {
      const meetingId = await addMeeting(db)
      for (const speakerName of ['Ana', 'Ana Maria']) {
        await db.insert(lines).values({ ...line('caption-1', meetingId), speakerName }).onConflictDoUpdate({ target: lines.lineId, set: { speakerName } })
        await addText(db, { meetingId, lineId: 'caption-1', language: 'en', text: `hello from ${speakerName}` })
      }
      assert.deepEqual((await db.select().from(lines)).map(({ speakerName }) => speakerName), ['Ana Maria'])
      assert.deepEqual((await db.select().from(lineTexts)).map(({ text }) => text), ['hello from Ana Maria'])
      await db.delete(meetings).where(eq(meetings.meetingId, meetingId))
      assert.deepEqual([await db.select().from(lines), await db.select().from(lineTexts)], [[], []])
    }))

    it('finds words in their own language: other forms in English and Portuguese, the word itself in Vietnamese', () => withDatabase(async (db) => {
      const meetingId = await addMeeting(db)
      await db.insert(lines).values(line('1', meetingId))
      await addText(db, { meetingId, lineId: '1', language: 'en', text: 'The meetings were running late' })
      await addText(db, { meetingId, lineId: '1', language: 'pt', text: 'As reuniões estavam atrasadas' })
      await addText(db, { meetingId, lineId: '1', language: 'vi', text: 'Các cuộc họp bị trễ' })
      const found = async (language: string, query: SQL) => (await db.select({ language: lineTexts.language }).from(lineTexts)
        .where(and(eq(lineTexts.language, language), sql`${lineTexts.words} @@ ${query}`))).length
      assert.equal(await found('en', sql`websearch_to_tsquery('english', ${'meeting run'})`), 1)
      assert.equal(await found('en', sql`websearch_to_tsquery('english', ${'walk'})`), 0)
      assert.equal(await found('pt', sql`websearch_to_tsquery('portuguese', ${'REUNIÕES atrasado'})`), 1)
      assert.equal(await found('vi', sql`websearch_to_tsquery('simple', ${'HỌP trễ'})`), 1)
      assert.equal(await found('vi', sql`websearch_to_tsquery('simple', ${'hop'})`), 0)
    }))

    it('finds the nearest vector', () => withDatabase(async (db) => {
      await db.execute(sql`create table points (name text primary key, at vector(3) not null)`)
      await db.execute(sql`insert into points values ('x', '[1,0,0]'), ('y', '[0,1,0]'), ('near x', '[0.9,0.1,0]')`)
      await db.execute(sql`create index on points using hnsw (at vector_cosine_ops)`)
      assert.deepEqual(rowsOf(await db.execute(sql`select name from points order by at <=> ${'[1,0.05,0]'}::vector limit 2`)), [{ name: 'x' }, { name: 'near x' }])
    }))
  })
}

function line(lineId: string, meetingId: string) {
  return { lineId, meetingId, kind: 'speech' as const, peerId: 'peer', speakerName: 'Ana', language: 'en', confidence: 0.5, startedAt: NOW, endedAt: NOW }
}

async function addMeeting(db: Db): Promise<string> {
  const meetingId = crypto.randomUUID()
  await db.insert(meetings).values({ meetingId, roomId: 'room', name: 'Room', startedAt: NOW })
  return meetingId
}

async function addText(db: Db, { meetingId, lineId, language, text }: { meetingId: string; lineId: string; language: string; text: string }): Promise<void> {
  await db.insert(lineTexts).values({ lineId, language, text, original: language === 'en', meetingId, startedAt: NOW })
    .onConflictDoUpdate({ target: [lineTexts.lineId, lineTexts.language], set: { text } })
}
