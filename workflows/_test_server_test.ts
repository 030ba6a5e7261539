import { equal, rejects } from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { startTestServer } from './_test_server.ts'

let folder: string
before(async () => { folder = await mkdtemp(join(tmpdir(), 'parley-test-server-')) })
after(() => rm(folder, { recursive: true }))

async function program(name: string, source: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, `#!${process.execPath}\n${source}\n`, { mode: 0o700 })
  return file
}

test('a server that takes its time is waited for, and gone when it is closed', async () => {
  const server = await startTestServer(await program('slow', 'setTimeout(() => require("node:net").createServer().listen(Number(process.argv[2]), "127.0.0.1"), 300)'))
  const reached = () => new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1').once('connect', () => { socket.destroy(); resolve('yes') }).once('error', () => resolve('no'))
  })
  equal(await reached(), 'yes')
  await server.close()
  equal(await reached(), 'no')
})

test('one that ends, or is not there, is an error that says how', async () => {
  await rejects(startTestServer(await program('broken', 'console.error("no Java"); process.exit(3)')), /it ended with 3: no Java/)
  await rejects(startTestServer(join(folder, 'none')), /ENOENT/)
})
