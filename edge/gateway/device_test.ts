import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createDeviceId } from './device.ts'

function setUp({ secret = 'a secret of the test', secure = false } = {}) {
  const deviceId = createDeviceId({ secret, secure })
  const app = new Hono().get('/', async (c) => c.json([await deviceId(c), await deviceId(c)]))
  return async (cookie?: string) => {
    const response = await app.request('/', { headers: cookie === undefined ? {} : { cookie } })
    const [first, second] = await response.json() as [string, string]
    assert.equal(first, second, 'the same within one request')
    const set = response.headers.getSetCookie()
    return { id: first, set, cookie: set[0]?.split(';', 1)[0] }
  }
}

test('a browser gets an id once and is known by it afterwards', async () => {
  const ask = setUp()
  const first = await ask()
  assert.equal(first.set.length, 1)
  assert.match(first.set[0]!, /Path=\/; HttpOnly; SameSite=Lax$/)
  const again = await ask(first.cookie)
  assert.deepEqual([again.id, again.set], [first.id, []])
  assert.notEqual((await ask()).id, first.id)
  assert.match((await setUp({ secure: true })()).set[0]!, /; Secure;/)
})

test('nobody takes an id that we did not give them', async () => {
  const ask = setUp()
  const { id, cookie } = await ask()
  const other = await setUp({ secret: 'another secret' })()
  for (const forged of [`parley-device=${id}`, `parley-device=${crypto.randomUUID()}.AAAA`, cookie!.replace(id, crypto.randomUUID()), other.cookie!]) {
    const answer = await ask(forged)
    assert.equal(answer.set.length, 1, forged)
    assert.ok(!forged.includes(answer.id))
  }
})
