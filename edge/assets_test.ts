import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { HomePage, messagesFor, routes } from '../views/mod.ts'
import { type Assets, createAssets } from './assets.ts'

let assets: Assets
before(async () => {
  assets = await createAssets({ mode: 'production' })
})

const request = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Request(`http://x.test${path}`, { headers, method })

test('all scripts together weigh under 200 kB compressed, style sheets under 60', () => {
  const weight = (ending: string) =>
    assets.files.filter(({ name }) => name.endsWith(ending)).reduce((sum, file) => sum + file.gzip.length, 0)
  assert.ok(weight('.js') < 200_000, `scripts: ${weight('.js')}`)
  assert.ok(weight('.css') < 40_000, `style sheets: ${weight('.css')}`)
})

test('a first view of the start page weighs under 60 kB compressed', () => {
  const html = String(
    HomePage({
      t: messagesFor('vi'),
      assetUrl: assets.assetUrl,
      form: { name: '', speaks: 'auto', reads: 'en', hears: 'original' },
      reading: { en: { state: 'here' } },
    }),
  )
  const css = assets.files.find(({ name }) => name === 'app.css')!
  assert.ok(html.length + css.gzip.length < 60_000)
})

test('an address holds the hash of its content and may be kept for ever', async () => {
  const url = assets.assetUrl('app.css')
  assert.match(url, /^\/assets\/app-[0-9a-f]{12}\.css$/)
  const response = assets.respond(request(url))
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(response.headers.get('content-type'), 'text/css; charset=utf-8')
  assert.equal(response.headers.get('content-encoding'), null)
  assert.match(await response.text(), /@layer/)
})

test('each browser gets the compression that it takes', async () => {
  const url = assets.assetUrl('htmx.js')
  const body = async (accept: string) => {
    const response = assets.respond(request(url, { 'accept-encoding': accept }))
    return { coding: response.headers.get('content-encoding'), bytes: new Uint8Array(await response.arrayBuffer()) }
  }
  const plain = await body('identity')
  const brotli = await body('gzip, deflate, br')
  const zipped = await body('gzip, br;q=0')
  assert.deepEqual([plain.coding, brotli.coding, zipped.coding], [null, 'br', 'gzip'])
  assert.deepEqual(new Uint8Array(brotliDecompressSync(brotli.bytes)), plain.bytes)
  assert.deepEqual(new Uint8Array(gunzipSync(zipped.bytes)), plain.bytes)
})

test('what a browser has is not sent again', async () => {
  const url = assets.assetUrl('room.js')
  const first = assets.respond(request(url, { 'accept-encoding': 'br' }))
  const again = assets.respond(
    request(url, { 'accept-encoding': 'br', 'if-none-match': `"other", W/${first.headers.get('etag')}` }),
  )
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
  assert.equal(
    assets.respond(request(url, { 'accept-encoding': 'gzip', 'if-none-match': first.headers.get('etag')! })).status,
    200,
  )
})

test('HEAD has no body; other methods and other files are refused', async () => {
  const head = assets.respond(request(assets.assetUrl('icon.svg'), {}, 'HEAD'))
  assert.equal(await head.text(), '')
  assert.ok(Number(head.headers.get('content-length')) > 0)
  assert.equal(assets.respond(request(assets.assetUrl('icon.svg'), {}, 'POST')).status, 405)
  for (const file of ['app.css', '..%2fpackage.json', 'room-000000000000.js', '']) {
    assert.equal(assets.respond(request(routes.assets.to(file))).status, 404)
  }
})

test('development code can be read and behaves alike', async () => {
  const readable = await createAssets({ mode: 'development' })
  const size = (from: Assets) => from.files.find(({ name }) => name === 'room.js')!.plain.length
  assert.ok(size(readable) > size(assets))
  assert.notEqual(readable.assetUrl('room.js'), assets.assetUrl('room.js'))
})
