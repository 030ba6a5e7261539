import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { describe, test } from 'node:test'
import { meetAcrossLanguages } from './jfk_meeting.ts'
import { startProgram } from './server.ts'

describe('npm start', () => {
  test('is ready, and SIGTERM ends it cleanly with nothing left running', async () => {
    const server = await startProgram(['tools/start.mjs'])
    const children = await childrenOf(server.child.pid!)
    assert.ok(children.length > 0, 'it has media workers')
    const { code, tookMs } = await server.stop()
    assert.equal(code, 0, server.output())
    assert.ok(tookMs < 5_000, `it took ${tookMs} ms`)
    // A child that reads from the process ends a moment after it.
    const deadline = Date.now() + 5_000 - tookMs
    while (children.some(runs) && Date.now() < deadline) await setTimeout(50)
    assert.deepEqual(children.filter(runs), [])
  })

  test('says in one sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    try {
      await assert.rejects(startProgram(['tools/start.mjs'], { PORT: String(port) }), (error: Error) => {
        const said = error.message.split('\n').filter((line) => line.includes(String(port)))
        assert.equal(said.length, 1, error.message)
        assert.match(said[0]!, /taken/)
        assert.doesNotMatch(error.message, /\n\s+at /)
        return true
      })
    } finally {
      other.close()
    }
  })

  test('lists every mistake of the configuration by name', async () => {
    await assert.rejects(startProgram(['tools/start.mjs'], { PORT: 'eighty', ENDPOINT_SILENCE_MS: '5' }), (error: Error) => {
      assert.match(error.message, /PORT/)
      assert.match(error.message, /ENDPOINT_SILENCE_MS/)
      assert.doesNotMatch(error.message, /\n\s+at /)
      return true
    })
  })

  test('with --lan serves a meeting over HTTPS with a certificate of its own', async () => {
    const data = await mkdtemp(joinPath(tmpdir(), 'parley-lan-'))
    const server = await startProgram(['tools/start.mjs', '--lan'], { PARLEY_DATA: data, MEDIA_ADDRESS: '127.0.0.1' })
    try {
      assert.match(server.url, /^https:/)
      const local = { ...server, url: `https://127.0.0.1:${new URL(server.url).port}` }
      await meetAcrossLanguages(local, { ignoreCertificate: true })
      assert.deepEqual((await readdir(joinPath(data, 'tls'))).sort(), ['certificate.pem', 'key.pem'])
    } finally {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    }
  })
})

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(/\s+/).filter(Boolean).map(Number)
}
