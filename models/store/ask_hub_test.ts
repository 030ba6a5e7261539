import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadModel } from './download.ts'
import type { DownloadOptions } from './download.ts'
import { refuseWith, stallAfter } from './hub_faults.ts'
import { startHub } from './hub_stand_in.ts'

const FILE = { path: 'onnx/model.onnx', bytes: null, sha256: null }

async function open(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-hub-'))
  const bytes = new Uint8Array(50_000).map((_, at) => (at * 7) & 255)
  const hub = await startHub({ 'ada/tiny/onnx/model.onnx': bytes })
  t.after(() => Promise.all([hub.close(), rm(folder, { recursive: true }), rm(`${folder}.lock`, { force: true })]))
  const waits: number[] = []
  const pull = (options: Partial<DownloadOptions> = {}) => downloadModel({
    hubUrl: hub.url, origin: 'ada/tiny', files: [FILE], folder, wait: async (ms) => void waits.push(ms), ...options,
  })
  return { hub, folder, bytes, waits, pull, arrived: async () => (await readFile(join(folder, FILE.path))).equals(bytes) }
}

test('a hub that is busy is asked again, as late as it says', async (t) => {
  const { hub, pull, waits, arrived } = await open(t)
  hub.refuse = refuseWith(429, { times: 1, headers: { 'retry-after': '7' } })
  await pull()
  assert.ok(await arrived())
  assert.deepEqual(waits, [7_000])
})

test('a hub that fails is asked three times more, ever later, and then given up', async (t) => {
  const { hub, pull, waits, arrived } = await open(t)
  hub.refuse = refuseWith(500, { times: 3 })
  await pull()
  assert.ok(await arrived())
  assert.deepEqual(waits, [1_000, 4_000, 15_000])
  hub.refuse = refuseWith(503)
  await assert.rejects(pull({ files: [{ ...FILE, path: 'other.onnx' }] }), { code: 'model-unavailable', message: /503.*Try again later/ })
})

test('a hub that wants to be left alone for long is', async (t) => {
  const { hub, pull, waits } = await open(t)
  hub.refuse = refuseWith(429, { headers: { 'retry-after': '3600' } })
  await assert.rejects(pull(), { message: /429.*try again in 60 minutes, or set HF_TOKEN/ })
  assert.deepEqual(waits, [])
})

test('what does not exist says so, and what the hub is not is told apart', async (t) => {
  const { pull } = await open(t)
  await assert.rejects(pull({ origin: 'ada/none' }), { message: /404 \(EntryNotFound\).*update Parley/ })
  await assert.rejects(pull({ hubUrl: 'http://127.0.0.1:9' }), { message: /Check the network, or set HF_ENDPOINT/ })
})

test('a connection that brings nothing any more is opened again', async (t) => {
  const { hub, pull, arrived } = await open(t)
  hub.spoil = stallAfter(20_000)
  await pull({ stallMs: 50 })
  assert.ok(await arrived())
  assert.ok(hub.seen.some((line) => /GET .*bytes=\d+-$/.test(line)))
})

test('a disk without room is noticed before anything is fetched', async (t) => {
  const { hub, pull } = await open(t)
  await assert.rejects(pull({ free: async () => 1_000_000 }), { code: 'model-unavailable', message: /no room.*takes 201 MB.*1 MB are free.*PARLEY_CACHE/ })
  assert.deepEqual(hub.seen.filter((line) => line.startsWith('GET')), [])
  await pull({ free: async () => null })
})

test('a disk that fills up on the way is told', async (t) => {
  const { pull, folder, arrived } = await open(t)
  await mkdir(join(folder, 'onnx'))
  await symlink('/dev/full', join(folder, 'onnx/model.onnx.part'))
  await assert.rejects(pull(), { code: 'model-unavailable', message: /there is no room left for .*model\.onnx\. Free some/ })
  await rm(join(folder, 'onnx/model.onnx.part'))
  await pull()
  assert.ok(await arrived())
})

test('two that fetch the same model do not write into one file', async (t) => {
  const { hub, pull, arrived } = await open(t)
  hub.spoil = stallAfter(20_000)
  const leave = new AbortController()
  let begun = () => {}
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })
  const first = pull({ signal: leave.signal, onProgress: () => begun() })
  await started
  await assert.rejects(pull(), { message: /Another process is fetching ada\/tiny/ })
  leave.abort(new Error('gone'))
  await assert.rejects(first, /gone/)
  await pull()
  assert.ok(await arrived())
})
