import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { toProblem } from '../../domain/errors.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import { limitBody } from './limit_body.ts'

const app = new Hono().use(limitBody(1_000)).post('*', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)))
app.onError((error, c) => c.json(toProblem(error), toProblem(error).status as 413))
const post = (path: string, bytes: number) => app.request(path, { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-length': String(bytes) } })

test('forms are small, uploads may be as large as a sample, and what is larger is refused', async () => {
  assert.equal(await (await post('/account', 1_000)).text(), '1000')
  assert.equal((await post('/account', 1_001)).status, 413)
  assert.equal(await (await post('/account/voices', 5_000_000)).text(), '5000000')
  assert.equal((await post('/account/voices/x/rename', 1_001)).status, 413)
  const refused = await post('/api/v1/voices', SAMPLE_MAX_BYTES + 1)
  assert.equal(refused.status, 413)
  assert.match((await refused.json()).detail, /The file is larger than 20 MB/)
})
