import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, silentLog } from '../../infra/log.ts'
import { modelEntry } from '../registry.ts'
import type { Progress } from './download.ts'
import { startHub } from './hub_stand_in.ts'
import { BUNDLED_FOLDER, createModelStore } from './store.ts'

const NLLB = 'nllb-200-distilled-600M'
const ENCODER = 'onnx/encoder_model_quantized.onnx'

/** A stand-in model: each file its own bytes, the weights large enough to be redirected. */
const contents = Object.fromEntries(modelEntry(NLLB).files.map(({ path }, index) => [
  path, new Uint8Array(path.endsWith('.onnx') ? 200_000 : 100).map((_, at) => (at * 31 + index) & 255),
]))

async function open(t: TestContext, { models = 'full' as 'full' | 'bundled', log = silentLog, without = '' } = {}) {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-store-'))
  const files = Object.fromEntries(Object.entries(contents).map(([path, bytes]) => [`Xenova/${NLLB}/${path}`, bytes]).filter(([path]) => !path!.toString().endsWith(without || '\0')))
  const hub = await startHub(files)
  t.after(() => Promise.all([hub.close(), rm(cacheFolder, { recursive: true })]))
  const store = createModelStore({ cacheFolder, models, hubUrl: hub.url, log })
  return { hub, store, cacheFolder, folder: join(cacheFolder, 'models', NLLB) }
}

const readAll = async (folder: string) => {
  for (const [path, bytes] of Object.entries(contents)) assert.ok((await readFile(join(folder, path))).equals(bytes), path)
}

test('bundled weights are found where they are, without a hub', async (t) => {
  const { store, hub } = await open(t, { models: 'bundled' })
  assert.equal(await store.find('bergamot-en-pt'), join(BUNDLED_FOLDER, 'bergamot-en-pt'))
  assert.equal(await store.locate('whisper-base'), join(BUNDLED_FOLDER, 'whisper-base'))
  assert.deepEqual(hub.seen, [])
})

test('what is not here and may not be fetched says what to do', async (t) => {
  const { store, cacheFolder, hub } = await open(t, { models: 'bundled' })
  assert.equal(store.fetchable(NLLB), false)
  await assert.rejects(store.locate(NLLB), { code: 'model-unavailable', message: /PARLEY_MODELS=full/ })
  const bare = createModelStore({ cacheFolder, models: 'full', hubUrl: hub.url, log: silentLog, bundledFolder: cacheFolder })
  await assert.rejects(bare.locate('silero-vad'), { message: /git checkout models\/bundled/ })
})

test('a model comes from the hub once, with progress, and is in the cache from then on', async (t) => {
  const lines: string[] = []
  const { store, hub, folder } = await open(t, { log: createLog({ level: 'info', write: (line) => lines.push(line) }) })
  assert.equal(await store.find(NLLB), null)
  const progress: Progress[] = []
  // Two who want it at once share one download.
  const [first, second] = await Promise.all([store.locate(NLLB, { onProgress: (step) => progress.push(step) }), store.locate(NLLB)])
  assert.equal(first, folder)
  assert.equal(second, folder)
  await readAll(folder)
  assert.deepEqual(progress.at(-1), { file: 'onnx/decoder_model_merged_quantized.onnx', doneBytes: 200_000, totalBytes: 200_000 })
  assert.match(lines.join(), /model-download/)
  assert.equal(hub.seen.filter((line) => line.startsWith('GET /storage/')).length, 2)
  const before = hub.seen.length
  assert.equal(await store.locate(NLLB), folder)
  assert.equal(hub.seen.length, before)
})

test('a download that broke off goes on where it stopped', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = (response, bytes) => {
    if (bytes.length < 1_000) return false
    hub.spoil = null
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, 70_000), () => response.destroy())
    return true
  }
  await assert.rejects(store.locate(NLLB), { code: 'model-unavailable', message: /encoder_model.*goes on from here/ })
  const part = (await readFile(join(folder, `${ENCODER}.part`))).length
  assert.ok(part > 0 && part <= 70_000)
  await store.locate(NLLB)
  await readAll(folder)
  assert.ok(hub.seen.includes(`GET /storage/Xenova/${NLLB}/${ENCODER} bytes=${part}-`))
  assert.deepEqual((await readdir(join(folder, 'onnx'))).filter((name) => name.endsWith('.part')), [])
})

test('bytes that are not the announced file are thrown away', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = (response, bytes) => {
    if (bytes.length < 1_000) return false
    hub.spoil = null
    response.writeHead(200, { 'content-length': bytes.length })
    response.end(bytes.map((byte) => byte ^ 1))
    return true
  }
  await assert.rejects(store.locate(NLLB), { code: 'model-unavailable', message: /not the file that was announced/ })
  assert.deepEqual(await readdir(join(folder, 'onnx')), [])
  await store.locate(NLLB)
  await readAll(folder)
})

test('a damaged part does not become the file', async (t) => {
  const { store, folder } = await open(t)
  await mkdir(join(folder, 'onnx'), { recursive: true })
  await writeFile(join(folder, `${ENCODER}.part`), new Uint8Array(50_000))
  await assert.rejects(store.locate(NLLB), { message: /thrown away/ })
  await store.locate(NLLB)
  await readAll(folder)
})

test('a hub that refuses, or is not there, is named in the error', async (t) => {
  const refusing = await open(t, { without: 'tokenizer.json' })
  await assert.rejects(refusing.store.locate(NLLB), { code: 'model-unavailable', message: /tokenizer\.json: the hub answered 404/ })
  const gone = await open(t)
  await gone.hub.close()
  await assert.rejects(gone.store.locate(NLLB), { code: 'model-unavailable', message: /config\.json.*ECONNREFUSED/ })
})

test('giving up ends the download', async (t) => {
  const { store } = await open(t)
  const controller = new AbortController()
  const download = store.locate(NLLB, { signal: controller.signal, onProgress: () => controller.abort(new Error('gone')) })
  await assert.rejects(download, /gone/)
})
