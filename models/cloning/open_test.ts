import { test } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { silentLog } from '../../infra/log.ts'
import { startXtts } from '../../tests/fixtures/xtts/stand_in.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { openCloner } from './open.ts'

const store = { locate: async (id: string) => `${BUNDLED_FOLDER}${id}`, find: async () => null }
/** As a store is after `npm run models -- pull pocket-tts-en`. */
const hub = fileURLToPath(new URL('../../tests/fixtures/hub/KevinAHM/pocket-tts-onnx/', import.meta.url))
const pulled = { ...store, find: async (id: string) => (id === 'pocket-tts-en' ? hub : null) }

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

test('languages of Pocket TTS that were pulled are spoken, after XTTS and before none', async (t) => {
  for (const choice of ['auto', 'pocket'] as const) {
    const cloner = await openCloner({ choice, xtts: null, store: pulled, log: silentLog })
    t.after(() => cloner.close())
    assert.deepEqual([cloner.engine, await cloner.ready(), await cloner.languages()], ['pocket', true, ['en']])
  }
  const xtts = { url: 'http://127.0.0.1:9' }
  const engines = await Promise.all(([['auto', pulled], ['pocket', pulled], ['pocket', store]] as const).map(async ([choice, of]) => {
    const cloner = await openCloner({ choice, xtts, store: of, log: silentLog })
    await cloner.close()
    return cloner.engine
  }))
  assert.deepEqual(engines, ['xtts', 'pocket', 'none'])
})
