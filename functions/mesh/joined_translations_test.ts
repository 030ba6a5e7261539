import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { silentLog } from '../../infra/log.ts'
import { bySentence } from '../../models/translation/by_sentence.ts'
import { withCache } from '../../models/translation/cached.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import { createTranslateApp } from '../translate/app.ts'
import { createMesh } from './mesh.ts'
import type { MeshOptions } from './mesh.ts'
import { meshTranslator } from './ports.ts'
import { serveAlone } from './serve_alone.ts'

const KEY = 'a key of the mesh for tests'
const pair = { from: 'en', to: 'pt' } as const

/** The function as it runs, over an engine that answers once it is let. */
function open() {
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const engine = createScriptedTranslator({ before: () => gate })
  const translator = bySentence(withCache(engine, { cache: createMemoryCache(), log: silentLog }))
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve))
  }
  return { app: createTranslateApp({ translator, log: silentLog }), engine, letGo, until }
}

/** One caller leaves while two wait for the same sentence. */
async function join(mesh: MeshOptions, { engine, letGo, until }: ReturnType<typeof open>) {
  const translator = meshTranslator(createMesh(mesh))
  const leaving = new AbortController()
  const left = translator.translate('Good morning.', { ...pair, signal: leaving.signal })
  const stays = [translator.translate('Good morning.', { ...pair, signal: new AbortController().signal }), translator.translate('Good  morning.', pair)]
  await until(() => engine.asked.length > 0)
  leaving.abort(new Error('gone'))
  await assert.rejects(left, /gone/)
  letGo()
  assert.deepEqual((await Promise.all(stays)).map(({ text }) => text), ['[pt] Good morning.', '[pt] Good morning.'])
  assert.deepEqual(engine.asked, ['Good morning.'])
}

test('equal translations under way are one in the same process, and who leaves takes it from nobody', async () => {
  const opened = open()
  await join({ apps: { translate: opened.app } }, opened)
})

test('equal translations under way are one over HTTP as well', async (t) => {
  const opened = open()
  const served = serveAlone(opened.app, { key: KEY, log: silentLog })
  const server = createServer(getRequestListener((request) => served.fetch(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  await join({ apps: {}, urls: { translate: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`] }, key: KEY }, opened)
})

test('another context is another translation', async () => {
  const opened = open()
  opened.letGo()
  const translator = meshTranslator(createMesh({ apps: { translate: opened.app } }))
  for (const contextVersion of ['1', '2', '2']) await translator.translate('Good morning.', { ...pair, contextVersion })
  assert.equal(opened.engine.asked.length, 2)
})
