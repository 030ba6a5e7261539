import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { startPostgres } from '../../tests/servers/postgres.ts'
import type { TestServer } from '../../tests/servers/test_server.ts'
import { testDatabase } from './contract.ts'
import { openDb } from './open_db.ts'
import { openPostgres } from './postgres.ts'
import { rowsOf } from './rows_of.ts'
import { accounts } from './schema/mod.ts'

const UNAVAILABLE = { name: 'DomainError', code: 'unavailable' }
const row = () => ({ accountId: crypto.randomUUID(), email: crypto.randomUUID(), name: 'Ana', createdAt: new Date() })

let server: TestServer
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())

/** An empty database of its own on the server. */
async function createDatabase(): Promise<string> {
  const admin = postgres(server.url, { max: 1 })
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await admin.unsafe(`create database ${name}`)
  await admin.end()
  return server.url.replace(/\/postgres$/, `/${name}`)
}

testDatabase('PostgreSQL', async () => {
  const url = await createDatabase()
  return { database: await openPostgres(url), migrateAgain: async () => (await openPostgres(url)).close() }
})

describe('PostgreSQL at DATABASE_URL', () => {
  it('is migrated once by processes that start together', async () => {
    const url = await createDatabase()
    const databases = await Promise.all(Array.from({ length: 5 }, () => openDb({ DATABASE_URL: url, PARLEY_DATA: '/nonexistent' })))
    await databases[0]!.db.insert(accounts).values(row())
    assert.equal((await databases[4]!.db.select().from(accounts)).length, 1)
    const applied = rowsOf<{ hash: string }>(await databases[1]!.db.execute(sql`select hash from drizzle.__drizzle_migrations`))
    assert.equal(new Set(applied.map(({ hash }) => hash)).size, applied.length)
    await Promise.all(databases.map((database) => database.close()))
  })

  it('fails at once while the server is away, answers again when it is back, and loses nothing that it acknowledged', async () => {
    const database = await openPostgres(await createDatabase())
    const acknowledged: string[] = []
    let working = true
    const failures: unknown[] = []
    const write = async (n: number) => {
      while (working) {
        const account = row()
        // Both ways to write, so that kills meet statements and transactions in every state.
        const done = n % 2 ? database.db.insert(accounts).values(account) : database.db.transaction(async (tx) => {
          await tx.insert(accounts).values(account)
          await tx.transaction((inner) => inner.execute(sql`select pg_sleep(0.002)`))
        })
        await done.then(() => acknowledged.push(account.accountId), (error: unknown) => failures.push(error))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const writers = Array.from({ length: 20 }, (_, n) => write(n))
    for (let round = 0; round < 4; round++) {
      const before = acknowledged.length
      await until(() => acknowledged.length > before + 50)
      await server.kill9()
      assert.equal(await database.ready(), false)
      await assert.rejects(database.db.select().from(accounts), (error: Error) => {
        assert.deepEqual({ name: error.name, code: (error as { code?: string }).code }, UNAVAILABLE)
        assert.ok(error.cause instanceof Error)
        return true
      })
      await server.restart()
      await until(() => database.ready())
    }
    working = false
    await Promise.all(writers)
    assert.deepEqual(failures.filter((error) => (error as { code?: string }).code !== 'unavailable'), [])
    assert.ok(failures.length > 0)
    const kept = new Set((await database.db.select().from(accounts)).map(({ accountId }) => accountId))
    assert.deepEqual(acknowledged.filter((id) => !kept.has(id)), [])
    await database.close()
  })

  it('goes on when the server ends its connections, and runs no statement of a transaction outside of it', async () => {
    const url = await createDatabase()
    const database = await openPostgres(url)
    const admin = postgres(url, { max: 1 })
    const cut = () => admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    await assert.rejects(database.db.transaction(async (tx) => {
      await tx.insert(accounts).values(row())
      await cut()
      await tx.insert(accounts).values(row()).catch(() => {})
      await tx.insert(accounts).values(row())
    }), UNAVAILABLE)
    await until(() => database.ready())
    assert.deepEqual(await database.db.select().from(accounts), [])
    await admin.end()
    await database.close()
  })

  it('says that it cannot be reached when nobody listens, and when whoever listens says nothing', async () => {
    const connections = new Set<Socket>()
    const silent = createServer((socket) => connections.add(socket.on('error', () => {})))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const url = `postgres://parley:secret@127.0.0.1:${port}/parley`
    await assert.rejects(openPostgres(url), (error: Error) => {
      assert.equal((error as { code?: string }).code, 'unavailable')
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
    for (const socket of connections) socket.destroy()
    await new Promise((resolve) => silent.close(resolve))
    await assert.rejects(openPostgres(url), UNAVAILABLE)
  })

  it('does not wait for a server that has fallen silent, waits for a slow statement, and works again', { timeout: 25_000 }, async () => {
    const between = await startProxy(Number(new URL(server.url).port))
    const database = await openPostgres(server.url.replace(/:\d+\//, `:${between.port}/`))
    const ask = () => database.db.execute(sql`select 1`)
    await database.db.execute(sql`select pg_sleep(2)`)
    between.silence(true)
    const asked = await Promise.allSettled([...Array.from({ length: 15 }, ask), database.db.transaction(async (tx) => await tx.execute(sql`select 1`))])
    assert.deepEqual(asked.filter((each) => each.status === 'fulfilled' || each.reason.code !== 'unavailable'), [])
    between.silence(false)
    await until(() => ask().then(() => true, () => false))
    await database.close()
    between.close()
  })

  it('names what is wrong with the password or the database', async () => {
    await assert.rejects(openPostgres(server.url.replace(/:[0-9a-f]+@/, ':wrong@')), /password authentication failed for user "parley"/)
    await assert.rejects(openPostgres(server.url.replace(/\/postgres$/, '/nothing')), /database "nothing" does not exist/)
  })
})

/** Stands between: while it is silent it takes connections and bytes, and nothing comes back. */
async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  let silent = false
  const proxy = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from.on('error', () => {}).on('close', () => to.destroy()).on('data', (bytes) => void (silent || to.write(bytes))))
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as AddressInfo).port,
    silence: (on: boolean) => void (silent = on),
    close() {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
