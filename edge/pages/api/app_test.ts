import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openAdministeredEdge } from '../../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

test('the page has a policy of its own, and every file of it comes from here', async () => {
  const page = await edge.browser().get('/api')
  const policy = page.headers.get('content-security-policy')!
  assert.match(policy, /script-src 'self'(;|$)/)
  assert.match(policy, /style-src 'self' 'unsafe-inline'/)
  const other = (await edge.browser().get('/sign-in')).headers.get('content-security-policy')!
  assert.doesNotMatch(other, /unsafe-inline/)
  const html = await page.text()
  const files = [...html.matchAll(/(?:src|href)="(\/api\/ui\/[^"]+)"/g)].map(([, file]) => file!)
  assert.equal(files.length, 3)
  for (const file of files) {
    const plain = await edge.browser().get(file)
    assert.equal(plain.status, 200)
    assert.match(plain.headers.get('content-type')!, file.endsWith('.css') ? /^text\/css/ : /^text\/javascript/)
    const zipped = await edge.browser().get(file, { 'accept-encoding': 'br, gzip' })
    assert.equal(zipped.headers.get('content-encoding'), 'gzip')
    assert.deepEqual(gunzipSync(Buffer.from(await zipped.arrayBuffer())), Buffer.from(await plain.arrayBuffer()))
    assert.equal((await edge.browser().get(file, { 'if-none-match': plain.headers.get('etag')! })).status, 304)
  }
  assert.equal((await edge.browser().get('/api/ui/package.json')).status, 404)
  assert.equal((await edge.browser().get('/api/ui/..%2Fpackage.json')).status, 404)
  assert.equal((await edge.browser().get('/api/v1/openapi.json')).status, 200)
})
