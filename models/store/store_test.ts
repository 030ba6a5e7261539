import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, silentLog } from '../../infra/log.ts'
import { modelEntry } from '../registry.ts'
import { whoClaims } from './claims.ts'
import type { Progress } from './download.ts'
import { cutAfter, refuseWith, stallAfter, wrongBytes } from './hub_faults.ts'
import { startHub } from './hub_stand_in.ts'
import { BUNDLED_FOLDER, createModelStore } from './store.ts'
import { checkSums, readSums } from './sums.ts'

const NLLB = 'nllb-200-distilled-600M'
const ENCODER = 'onnx/encoder_model_quantized.onnx'

/** A stand-in model: each file its own bytes, the weights large enough to be redirected. */
const contents = Object.fromEntries(modelEntry(NLLB).files.map(({ path }, index) => [
  path, new Uint8Array(path.endsWith('.onnx') ? 200_000 : 100).map((_, at) => (at * 31 + index) & 255),
]))

async function open(t: TestContext, { models = 'full' as 'full' | 'bundled', log = silentLog, without = '', token = undefined as string | undefined } = {}) {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-store-'))
  const files = Object.fromEntries(Object.entries(contents).map(([path, bytes]) => [`Xenova/${NLLB}/${path}`, bytes]).filter(([path]) => !path!.toString().endsWith(without || '\0')))
  const hub = await startHub(files, { token })
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
  assert.deepEqual(progress.at(-1), {
    file: 'onnx/decoder_model_merged_quantized.onnx', doneBytes: 200_000, totalBytes: 200_000, model: { doneBytes: 400_400, totalBytes: 400_400 },
  })
  assert.match(lines.join(), /model-download/)
  assert.equal(hub.seen.filter((line) => line.startsWith('GET /storage/')).length, 2)
  const before = hub.seen.length
  assert.equal(await store.locate(NLLB), folder)
  assert.equal(hub.seen.length, before)
})

test('a connection that breaks is opened again where it stopped', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = cutAfter(70_000, { fromBytes: 10_000, times: 2 })
  await store.locate(NLLB)
  await readAll(folder)
  const ranges = hub.seen.filter((line) => line.startsWith(`GET /storage/Xenova/${NLLB}/${ENCODER} bytes=`))
  assert.equal(ranges.length, 2)
  assert.notEqual(ranges[0], ranges[1])
  assert.deepEqual((await readdir(join(folder, 'onnx'))).filter((name) => name.endsWith('.part')), [])
})

test('a download that was given up goes on where it stopped', async (t) => {
  const { store, hub, folder } = await open(t)
  const leave = new AbortController()
  hub.spoil = stallAfter(70_000, { fromBytes: 10_000 })
  const given = store.locate(NLLB, { signal: leave.signal, onProgress: ({ doneBytes }) => void (doneBytes > 1_000 && leave.abort(new Error('gone'))) })
  await assert.rejects(given, /gone/)
  const part = (await readFile(join(folder, `${ENCODER}.part`))).length
  assert.ok(part > 0 && part <= 70_000)
  await store.locate(NLLB)
  await readAll(folder)
  assert.ok(hub.seen.includes(`GET /storage/Xenova/${NLLB}/${ENCODER} bytes=${part}-`))
})

test('connections that bring nothing more are given up after some, with what to do', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = cutAfter(0, { fromBytes: 10_000, times: 99 })
  await assert.rejects(store.locate(NLLB), { code: 'model-unavailable', message: /encoder_model.*goes on from here/ })
  hub.spoil = null
  await store.locate(NLLB)
  await readAll(folder)
})

test('bytes that are not the announced file are thrown away', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = wrongBytes({ fromBytes: 10_000 })
  await assert.rejects(store.locate(NLLB), { code: 'model-unavailable', message: /not the file that was announced/ })
  assert.deepEqual(await readdir(join(folder, 'onnx')), [])
  await store.locate(NLLB)
  await readAll(folder)
})

test('small files are checked as well, by what git calls them', async (t) => {
  const { store, hub, folder } = await open(t)
  hub.spoil = wrongBytes({ fromBytes: 1 })
  await assert.rejects(store.locate(NLLB), { message: /\.json.*not the file that was announced/ })
  await store.locate(NLLB)
  await readAll(folder)
})

test('a token goes to the hub alone, and never into the log', async (t) => {
  const lines: string[] = []
  const log = createLog({ level: 'debug', write: (line) => lines.push(line) })
  const { hub, cacheFolder } = await open(t, { token: 'hf_secret' })
  const locate = (hubToken?: string) => createModelStore({ cacheFolder, models: 'full', hubUrl: hub.url, hubToken, log }).locate(NLLB)
  await assert.rejects(locate(), { message: /401 \(GatedRepo\).*accept the model's terms.*HF_TOKEN/ })
  await assert.rejects(locate('hf_other'), { message: /403 \(GatedRepo\).*HF_TOKEN may not read/ })
  await readAll(await locate('hf_secret'))
  assert.deepEqual([...hub.authorizations.storage], [''])
  assert.doesNotMatch(lines.join(), /hf_secret|hf_other/)
})

test('what was fetched has a record of its sums beside it', async (t) => {
  const { store, folder } = await open(t)
  await store.locate(NLLB)
  const sums = await readSums(folder)
  assert.deepEqual(sums?.map(({ path }) => path).sort(), Object.keys(contents).sort())
  assert.deepEqual(await checkSums(folder, sums!), [])
  await writeFile(join(folder, ENCODER), 'other')
  await rm(join(folder, 'config.json'))
  assert.deepEqual(await checkSums(folder, sums!), [{ path: 'config.json', wrong: 'missing' }, { path: ENCODER, wrong: 'damaged' }])
})

test('a process that loads a model is known while it lives', async (t) => {
  const { store, cacheFolder } = await open(t)
  await store.locate(NLLB)
  // This process has it, which is no reason against what it does itself.
  assert.deepEqual(await whoClaims(cacheFolder, NLLB), [])
  const claims = join(cacheFolder, 'models', '.claims')
  assert.deepEqual(await readdir(claims), [`${NLLB}.${process.pid}`])
  await writeFile(join(claims, `${NLLB}.999999999`), JSON.stringify({ host: hostname(), since: '1' }))
  await writeFile(join(claims, `${NLLB}.1`), JSON.stringify({ host: hostname(), since: '' }))
  assert.deepEqual(await whoClaims(cacheFolder, NLLB), [1])
  assert.deepEqual((await readdir(claims)).sort(), [`${NLLB}.1`, `${NLLB}.${process.pid}`])
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
