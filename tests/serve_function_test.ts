import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createMesh } from '../functions/mesh/mesh.ts'
import { meshTranslator } from '../functions/mesh/ports.ts'
import { serve } from './serve_process.ts'

const KEY = 'the key of the mesh under test'

test('a function on its own answers the mesh and ends cleanly on SIGTERM', async () => {
  const { child, output, ready, ended } = serve(['translate'], { MESH_KEY: KEY })
  const url = await Promise.race([ready, ended.then(() => assert.fail(output.join('')))])
  const translator = meshTranslator(createMesh({ apps: {}, urls: { translate: [url] }, key: KEY }))
  assert.match((await translator.translate('The country is large.', { from: 'en', to: 'pt' })).text, /país/)
  assert.deepEqual((await translator.readable()).sort(), ['en', 'pt'])
  child.kill('SIGTERM')
  assert.deepEqual(await ended, { code: 0, signal: null })
})

test('without a key, for an unknown function and on a taken port it says what to do', async () => {
  const keyless = serve(['translate'], {})
  assert.equal((await keyless.ended).code, 1)
  assert.match(keyless.output.join(''), /Set MESH_KEY/)
  const alone = serve(['captions'], { MESH_KEY: KEY })
  assert.equal((await alone.ended).code, 1)
  assert.match(alone.output.join(''), /Set REDIS_URL/)
  const unknown = serve(['constructor'], { MESH_KEY: KEY })
  assert.equal((await unknown.ended).code, 2)
  assert.match(unknown.output.join(''), /Usage: .*transcribe\|translate/)
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const { port } = holder.address() as AddressInfo
  const taken = serve(['translate'], { MESH_KEY: KEY, PORT: String(port) })
  assert.equal((await taken.ended).code, 1)
  assert.match(taken.output.join(''), new RegExp(`port ${port} on 127.0.0.1 is taken, set PORT`))
  holder.close()
})
