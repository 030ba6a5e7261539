import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createClient } from 'redis'
import { startRedis } from './redis.ts'

const connect = (url: string) => createClient({ url }).connect()

for (const keeps of [true, false]) {
  it(`Redis for tests ${keeps ? 'comes back with what it had' : 'comes back empty'} after it was killed`, async () => {
    const server = await startRedis({ keeps })
    try {
      const before = await connect(server.url)
      await before.set('a', 'one')
      before.destroy()
      await server.kill9()
      await server.restart()
      const after = await connect(server.url)
      const value = await after.get('a')
      after.destroy()
      assert.equal(value, keeps ? 'one' : null)
    } finally {
      await server.stop()
    }
  })
}
