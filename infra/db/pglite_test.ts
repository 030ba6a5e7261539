import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/pglite'
import { testDatabase } from './contract.ts'
import { migratePglite } from './migrate.ts'
import { openDb } from './open_db.ts'
import { openPglite } from './pglite.ts'
import * as schema from './schema/mod.ts'
import { templateDb } from './testing.ts'

const WRITER = fileURLToPath(new URL('./write_until_killed.ts', import.meta.url))
const row = (email: string) => ({ accountId: crypto.randomUUID(), email, name: 'Ana', createdAt: new Date() })
const temporary = () => mkdtemp(join(tmpdir(), 'parley-pglite-'))

const underTest = async (folder?: string) => {
  const database = await openPglite({ folder, from: await templateDb() })
  return { database, migrateAgain: () => migratePglite(drizzle(database.client, { schema })) }
}

testDatabase('PGlite in memory', () => underTest())

const folders: string[] = []
testDatabase('PGlite in a folder', async () => {
  const folder = await temporary()
  folders.push(folder)
  return underTest(join(folder, 'db'))
})
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

describe('PGlite in PARLEY_DATA', () => {
  let data: string
  before(async () => {
    data = await temporary()
  })
  after(() => rm(data, { recursive: true }))

  const start = async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, data], { stdio: ['ignore', 'pipe', 'pipe'] })
    let failure = ''
    child.stderr.on('data', (chunk: Buffer) => (failure += chunk.toString()))
    const written = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<string> => {
      const { value, done } = await written.next()
      if (done) assert.fail(`the writer ended:\n${failure}`)
      return value
    }
    const kill = async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      const rest: string[] = []
      for (;;) {
        const { value, done } = await written.next()
        if (done) return rest
        rest.push(value)
      }
    }
    return { child, next, kill }
  }

  it('loses no row that it acknowledged when its process is killed, and opens again at once', async () => {
    const acknowledged: string[] = []
    for (let round = 0; round < 3; round++) {
      const writer = await start()
      for (let count = 0; count < 20; count++) acknowledged.push(await writer.next())
      acknowledged.push(...await writer.kill())
    }
    const database = await openDb({ PARLEY_DATA: data })
    const kept = new Set((await database.db.select().from(schema.accounts)).map(({ email }) => email))
    await database.close()
    assert.deepEqual(acknowledged.filter((email) => !kept.has(email)), [])
    assert.deepEqual((await readdir(data)), ['db'])
  })

  it('refuses to be opened twice, by another process and by the same, with a sentence that says what to do', async () => {
    const writer = await start()
    await writer.next()
    await assert.rejects(openDb({ PARLEY_DATA: data }), (error: Error) => {
      assert.match(error.message, new RegExp(`^Cannot open the database in .*db: process ${writer.child.pid} has it open, .*Stop that process, set DATABASE_URL .*or remove .*db\\.lock`))
      return true
    })
    await writer.kill()
    const database = await openDb({ PARLEY_DATA: data })
    await assert.rejects(openDb({ PARLEY_DATA: data }), new RegExp(`process ${process.pid} has it open`))
    await database.close()
    await (await openDb({ PARLEY_DATA: data })).close()
  })

  it('opens after a process of another container was killed and its lock is old', async () => {
    const lock = join(data, 'db.lock')
    await writeFile(lock, JSON.stringify({ pid: 1, host: 'another-container', id: 'x' }))
    const minuteAgo = new Date(Date.now() - 60_000)
    await utimes(lock, minuteAgo, minuteAgo)
    const database = await openDb({ PARLEY_DATA: data })
    await database.db.insert(schema.accounts).values(row('after@example.org'))
    await database.close()
  })

  it('leaves no lock behind when it cannot be opened', async () => {
    const other = await temporary()
    await writeFile(join(other, 'db'), 'not a folder')
    await assert.rejects(openDb({ PARLEY_DATA: other }))
    assert.deepEqual(await readdir(other), ['db'])
    await rm(other, { recursive: true })
  })
})
