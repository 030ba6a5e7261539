import { test } from 'node:test'
import assert from 'node:assert/strict'
import { silentLog } from '../../infra/log.ts'
import { startXtts } from '../../tests/fixtures/xtts/stand_in.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { openCloner } from './open.ts'

const store = { locate: async (id: string) => `${BUNDLED_FOLDER}${id}` }

test('an address of XTTS opens it, whether it answers yet or not', async (t) => {
  const server = await startXtts({ speak: async () => new Int16Array(0) })
  const cloner = await openCloner({ choice: 'auto', xtts: { url: server.url }, store, log: silentLog })
  t.after(() => cloner.close())
  assert.deepEqual([cloner.engine, await cloner.ready()], ['xtts', true])
  await server.close()
  assert.equal(await cloner.ready(), false)
})

test('without one, or switched off, cloning is refused with its cause', async () => {
  const xtts = { url: 'http://127.0.0.1:9' }
  const none = await openCloner({ choice: 'auto', xtts: null, store, log: silentLog })
  await assert.rejects(none.embed([]), { code: 'clone-unavailable', message: /no cloning engine/ })
  const off = await openCloner({ choice: 'none', xtts, store, log: silentLog })
  await assert.rejects(off.embed([]), { code: 'clone-unavailable', message: /switched off/ })
})
